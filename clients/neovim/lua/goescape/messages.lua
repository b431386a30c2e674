--- The messages that servers log or want shown. Neovim's own log keeps warnings and errors only, of all
--- servers in one file.

local notify = require("goescape.notify")

local M = {}

local KEPT_LINES = 5000

---@class goescape.MessageType
---@field name string as the log has it
---@field level integer one of |vim.log.levels|

---@type table<lsp.MessageType, goescape.MessageType>
local TYPES = {
  { name = "error", level = vim.log.levels.ERROR },
  { name = "warning", level = vim.log.levels.WARN },
  { name = "info", level = vim.log.levels.INFO },
  { name = "log", level = vim.log.levels.INFO },
  { name = "debug", level = vim.log.levels.DEBUG },
}

---@type string[]
local kept = {}

--- Keeps a `window/logMessage`.
---@param message lsp.LogMessageParams
function M.log(message)
  local prefix = ("%s [%s] "):format(os.date("%H:%M:%S"), TYPES[message.type].name)
  for _, line in ipairs(vim.split(message.message, "\n", { plain = true, trimempty = true })) do
    kept[#kept + 1] = prefix .. line
    prefix = "    "
  end
  if #kept > KEPT_LINES then
    kept = vim.list_slice(kept, #kept - KEPT_LINES / 2)
  end
end

--- Keeps a `window/showMessage`, and shows its first line.
---@param message lsp.ShowMessageParams
function M.show(message)
  M.log(message)
  notify((message.message:gsub("^goescape: ", "")), TYPES[message.type].level)
end

--- All lines that are kept, oldest first.
---@return string[]
function M.lines()
  return kept
end

return M
