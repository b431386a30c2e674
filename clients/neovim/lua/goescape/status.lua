--- What each server last said of itself, in its `goescape/status` notification.

local notify = require("goescape.notify")

local M = {}

---@class goescape.Status
---@field state "ready"|"busy"|"warning"|"error"|"off"
---@field message string one line
---@field detail string all there is to say, perhaps several lines
---@field toolchain string "go1.26.6 linux/amd64", or "" while it is unknown

---@type table<integer, goescape.Status>
local by_client = {}

--- The warning that each client's user was last told of, until things are well again.
---@type table<integer, string>
local told = {}

--- Tells the user of a warning, once. The server has errors shown itself, by `window/showMessage`.
---@param status goescape.Status
---@param client_id integer
local function tell(status, client_id)
  if status.state == "warning" and told[client_id] ~= status.message then
    told[client_id] = status.message
    notify(status.message, vim.log.levels.WARN)
  elseif status.state == "ready" then
    told[client_id] = nil
  end
end

--- Keeps what a server says of itself, and lets status lines know by the `User GoescapeStatus` event.
---@param status goescape.Status
---@param client_id integer
function M.receive(status, client_id)
  by_client[client_id] = status
  tell(status, client_id)
  vim.api.nvim_exec_autocmds("User", {
    pattern = "GoescapeStatus",
    modeline = false,
    data = { client_id = client_id, status = status },
  })
  vim.cmd.redrawstatus({ bang = true })
end

--- Forgets a server that has ended.
---@param client_id integer
function M.forget(client_id)
  by_client[client_id], told[client_id] = nil, nil
end

---@param client_id integer
---@return goescape.Status?
function M.of(client_id)
  return by_client[client_id]
end

--- `status` in a few words.
---@param status goescape.Status
---@return string
function M.summary(status)
  if status.state == "ready" then
    return "goescape"
  end
  return "goescape: " .. (status.message ~= "" and status.message or status.state)
end

return M
