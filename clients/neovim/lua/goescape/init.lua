--- What a configuration may call: the state of the analysis, for a status line.

local status = require("goescape.status")

local M = {}

--- What the server that serves a buffer last said of itself.
---@param bufnr? integer 0 or nil for the current buffer
---@return goescape.Status? status nil when no server serves the buffer, or when it has said nothing yet
function M.status(bufnr)
  local client = require("goescape.server").attached(bufnr)
  return client and status.of(client.id)
end

--- The same in a few words, "" when there is nothing to say: 'statusline' takes it as
--- `%{v:lua.require'goescape'.statusline()}`.
---@param bufnr? integer 0 or nil for the current buffer
---@return string
function M.statusline(bufnr)
  local current = M.status(bufnr)
  return current and status.summary(current) or ""
end

return M
