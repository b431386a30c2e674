--- The running server: finding it, asking it, starting it.

local notify = require("goescape.notify")

local M = {}

local NAME = "goescape"

--- The server attached to a buffer.
---@param bufnr? integer 0 or nil for the current buffer
---@return vim.lsp.Client?
function M.attached(bufnr)
  return vim.lsp.get_clients({ name = NAME, bufnr = bufnr or 0 })[1]
end

--- The server for the current buffer or, from a buffer that has none, the only one that runs. Without either
--- the user is told.
---@return vim.lsp.Client?
function M.find()
  local client = M.attached()
  if client then
    return client
  end
  local running = vim.lsp.get_clients({ name = NAME })
  if #running == 1 then
    return running[1]
  end
  notify(
    #running == 0 and "no server is running; see :checkhealth goescape"
      or "several servers are running; go to a Go file of the one you mean",
    vim.log.levels.WARN
  )
end

--- Sends the server a command of its own, and hands its result on.
---@param command string
---@param arguments? any[]
---@param on_result? fun(result: any)
function M.execute(command, arguments, on_result)
  local client = M.find()
  if not client then
    return
  end
  local params = { command = command, arguments = arguments }
  client:request("workspace/executeCommand", params, function(err, result)
    if err then
      notify(err.message, vim.log.levels.ERROR)
    elseif on_result then
      on_result(result)
    end
  end)
end

--- Tells the servers of a file that was written.
---@param path string
function M.report_change(path)
  local change = {
    uri = vim.uri_from_fname(vim.fs.abspath(path)),
    type = vim.lsp.protocol.FileChangeType.Changed,
  }
  for _, client in ipairs(vim.lsp.get_clients({ name = NAME })) do
    client:notify("workspace/didChangeWatchedFiles", { changes = { change } })
  end
end

--- Starts the server for the Go buffers that are open; it stays enabled for those to come.
function M.start()
  M.warn_if_missing()
  vim.lsp.enable(NAME)
end

--- The configured command's program, when there is no such program.
---@return string?
local function missing_program()
  local config = vim.lsp.config[NAME]
  local cmd = config and config.cmd
  if type(cmd) == "table" and vim.fn.executable(cmd[1]) == 0 then
    return cmd[1]
  end
end

--- Tells the user when the server is enabled and its program is not there.
function M.warn_if_missing()
  local program = vim.lsp.is_enabled(NAME) and missing_program()
  if program then
    local text = program .. " is not executable; pip install goescape, or see :help goescape-cmd"
    notify(text, vim.log.levels.ERROR)
  end
end

return M
