--- The diagnostics of this server alone: whatever else diagnoses the same buffer keeps its own.

local server = require("goescape.server")

local M = {}

local shown = true

--- The namespaces of a server: that of the diagnostics it pushes, and that of those Neovim asks it for.
---@param client vim.lsp.Client
---@return integer[]
local function namespaces(client)
  return {
    vim.lsp.diagnostic.get_namespace(client.id, false),
    vim.lsp.diagnostic.get_namespace(client.id, true),
  }
end

local function apply()
  for _, client in ipairs(vim.lsp.get_clients({ name = "goescape" })) do
    for _, namespace in ipairs(namespaces(client)) do
      vim.diagnostic.enable(shown, { ns_id = namespace })
    end
  end
end

--- Hides what the servers report, or shows it again; servers that start later follow.
---@return boolean shown
function M.toggle()
  shown = not shown
  apply()
  vim.api.nvim_create_autocmd("LspAttach", {
    group = vim.api.nvim_create_augroup("goescape.toggle", {}),
    desc = "Hide or show the diagnostics of a new goescape server as :Goescape toggle said",
    callback = apply,
  })
  return shown
end

---@param diagnostic vim.Diagnostic
---@param line integer 0-based
---@param column integer 0-based byte
---@return boolean
local function covers(diagnostic, line, column)
  local starts = diagnostic.lnum < line or (diagnostic.lnum == line and diagnostic.col <= column)
  local ends = diagnostic.end_lnum > line or (diagnostic.end_lnum == line and diagnostic.end_col > column)
  return starts and ends
end

--- How early `diagnostic` comes when several cover the cursor: innermost first.
---@param one vim.Diagnostic
---@param other vim.Diagnostic
---@return boolean
local function is_inside(one, other)
  if one.lnum ~= other.lnum then
    return one.lnum > other.lnum
  end
  if one.col ~= other.col then
    return one.col > other.col
  end
  return one.end_lnum < other.end_lnum or (one.end_lnum == other.end_lnum and one.end_col < other.end_col)
end

--- This server's diagnostic under the cursor (the innermost of several), else the first on the cursor's line.
---@param client vim.lsp.Client
---@return vim.Diagnostic?
function M.under_cursor(client)
  local line, column = unpack(vim.api.nvim_win_get_cursor(0))
  line = line - 1
  local here, on_line = {}, nil
  for _, diagnostic in ipairs(vim.diagnostic.get(0, { namespace = namespaces(client) })) do
    if covers(diagnostic, line, column) then
      here[#here + 1] = diagnostic
    elseif diagnostic.lnum == line and (not on_line or diagnostic.col < on_line.col) then
      on_line = diagnostic
    end
  end
  table.sort(here, is_inside)
  return here[1] or on_line
end

--- The diagnostic as the server sent it.
---@param diagnostic vim.Diagnostic
---@return lsp.Diagnostic
function M.as_sent(diagnostic)
  return diagnostic.user_data.lsp
end

--- The client, and its diagnostic at the cursor if there is one.
---@return vim.lsp.Client?, vim.Diagnostic?
function M.here()
  local client = server.find()
  if client then
    return client, M.under_cursor(client)
  end
end

return M
