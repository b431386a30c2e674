--- What every case in `cases/` starts with: a Neovim with the plugin in it, and ways to wait and to compare.
---
--- A case is a script for `nvim -l`, run in a copy of the workspace that its first line names
--- (`-- workspace: orders`). An error ends it with exit code 1.

local M = {}

local TIME_LIMIT = 120 * 1000 -- milliseconds; the first build compiles what the workspace imports

--- What |vim.notify()| was given, oldest first.
---@type { text: string, level: integer }[]
M.notices = {}

vim.notify = function(text, level)
  table.insert(M.notices, { text = text, level = level })
end

vim.opt.runtimepath:prepend(vim.env.GOESCAPE_TEST_PLUGIN)
vim.cmd.runtime("plugin/goescape.lua")
vim.cmd.filetype("on")

--- Enables the server as a user does.
---@param settings? table those of `goescape`
---@param config? table laid over the configuration
function M.enable(settings, config)
  vim.lsp.config("goescape", {
    cmd = vim.json.decode(vim.env.GOESCAPE_TEST_SERVER),
    settings = { goescape = settings or {} },
  })
  vim.lsp.config("goescape", config or {})
  vim.lsp.enable("goescape")
end

---@param path string relative to the workspace
---@return integer bufnr
function M.open(path)
  vim.cmd.edit(path)
  return vim.api.nvim_get_current_buf()
end

--- Whether Neovim has told of a server that died.
---@return boolean
local function has_died()
  return vim.iter(M.notices):any(function(notice)
    return notice.text:find("quit with exit code", 1, true)
  end)
end

--- Waits until `happened` returns something; not beyond the end of the server.
---@param what string
---@param happened fun(): any
---@return any what `happened` returned
function M.wait_for(what, happened)
  local result
  vim.wait(TIME_LIMIT, function()
    result = happened()
    return result or has_died()
  end, 20)
  if not result then
    error(("waited in vain for %s\n%s"):format(what, M.account()), 2)
  end
  return result
end

---@param actual any
---@param expected any
---@param what string
function M.equal(actual, expected, what)
  if not vim.deep_equal(actual, expected) then
    error(("%s\nis       %s\nshall be %s"):format(what, vim.inspect(actual), vim.inspect(expected)), 2)
  end
end

--- Waits until what `now` returns is as expected.
---@param now fun(): any
---@param expected any
---@param what string
function M.wait_for_equal(now, expected, what)
  local last
  vim.wait(TIME_LIMIT, function()
    last = now()
    return vim.deep_equal(last, expected) or has_died()
  end, 20)
  local same, difference = pcall(M.equal, last, expected, what)
  if not same then
    error(difference .. "\n" .. M.account(), 2)
  end
end

---@param text string
---@param part string plain text
---@param what string
function M.contains(text, part, what)
  if not text:find(part, 1, true) then
    error(("%s\nlacks %q\n%s"):format(what, part, text), 2)
  end
end

---@return vim.lsp.Client
function M.client()
  return M.wait_for("the server", function()
    return vim.lsp.get_clients({ name = "goescape" })[1]
  end)
end

--- Waits until the server is in `state`, and returns what it says of itself.
---@param state string
---@return goescape.Status
function M.wait_for_state(state)
  return M.wait_for("the state " .. state, function()
    local status = require("goescape").status()
    return status and status.state == state and status
  end)
end

--- The server's diagnostics of a buffer.
---@param bufnr integer
---@return vim.Diagnostic[]
function M.diagnostics(bufnr)
  return vim.tbl_filter(function(diagnostic)
    return diagnostic.source == "goescape"
  end, vim.diagnostic.get(bufnr))
end

--- Waits until the findings of a buffer have come with their flows, which are made by a second build.
---@param bufnr integer
function M.wait_for_flows(bufnr)
  M.wait_for("the flows", function()
    local all = M.diagnostics(bufnr)
    return #all > 0
      and vim.iter(all):all(function(diagnostic)
        return diagnostic.user_data.lsp.relatedInformation ~= nil
      end)
  end)
end

--- What the compiler says where a diagnostic is, without the place; "" when the diagnostic is no finding.
---@param diagnostic vim.Diagnostic
---@return string
function M.compiler_text(diagnostic)
  local data = diagnostic.user_data.lsp.data
  return data and data.line:match("^[^:]+:%d+:%d+: (.*)$") or ""
end

--- The diagnostic of which the compiler says `text`.
---@param bufnr integer
---@param text string
---@return vim.Diagnostic?
function M.finding(bufnr, text)
  return vim.iter(M.diagnostics(bufnr)):find(function(diagnostic)
    return M.compiler_text(diagnostic) == text
  end)
end

---@param bufnr integer
---@return vim.Diagnostic[]
function M.wait_for_diagnostics(bufnr)
  return M.wait_for("diagnostics", function()
    local all = M.diagnostics(bufnr)
    return #all > 0 and all
  end)
end

--- Puts the cursor on the first `text` of the current buffer.
---@param text string plain text on one line
function M.go_to(text)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    local at = line:find(text, 1, true)
    if at then
      vim.api.nvim_win_set_cursor(0, { number, at - 1 })
      return
    end
  end
  error(("the buffer has no %q"):format(text), 2)
end

--- Replaces the first `old` of the current buffer.
---@param old string plain text on one line
---@param new string plain text, perhaps of several lines
function M.replace(old, new)
  M.go_to(old)
  local row, column = unpack(vim.api.nvim_win_get_cursor(0))
  local lines = vim.split(new, "\n", { plain = true })
  vim.api.nvim_buf_set_text(0, row - 1, column, row - 1, column + #old, lines)
end

--- The text of the floating window that comes up.
---@return string
function M.wait_for_float()
  return M.wait_for("a floating window", function()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= "" then
        return M.text(vim.api.nvim_win_get_buf(window))
      end
    end
  end)
end

---@param bufnr? integer
---@return string
function M.text(bufnr)
  return table.concat(vim.api.nvim_buf_get_lines(bufnr or 0, 0, -1, false), "\n")
end

--- What is known when a wait was in vain.
---@return string
function M.account()
  local parts = {
    "status: " .. vim.inspect(require("goescape").status()),
    "diagnostics: " .. vim.inspect(vim.diagnostic.get()),
    "notices: " .. vim.inspect(M.notices),
    "log:",
  }
  return table.concat(vim.list_extend(parts, require("goescape.messages").lines()), "\n")
end

return M
