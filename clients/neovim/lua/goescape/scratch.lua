--- Windows on text that is not a file.

local M = {}

--- The buffer of that name, made if need be.
---@param name string
---@return integer bufnr
local function buffer(name)
  local bufnr = vim.fn.bufadd(name)
  vim.fn.bufload(bufnr)
  vim.bo[bufnr].buftype = "nofile"
  vim.bo[bufnr].bufhidden = "wipe"
  vim.bo[bufnr].swapfile = false
  return bufnr
end

--- Shows `lines`, read-only, in the window that has `name` already or in a new one below, which `q` closes.
---@param name string the buffer's name, "goescape://log"
---@param lines string[]
---@return integer bufnr
function M.show(name, lines)
  local bufnr = buffer(name)
  vim.bo[bufnr].modifiable = true
  vim.api.nvim_buf_set_lines(bufnr, 0, -1, false, lines)
  vim.bo[bufnr].modifiable = false
  vim.keymap.set("n", "q", "<cmd>close<cr>", { buffer = bufnr, desc = "Close" })
  local window = vim.fn.bufwinid(bufnr)
  if window >= 0 then
    vim.api.nvim_set_current_win(window)
  else
    vim.cmd("botright sbuffer " .. bufnr)
  end
  return bufnr
end

return M
