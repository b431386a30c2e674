--- Telling the user something in one line.

--- Cuts `text` to the room that the command line has, so that it asks for no key press.
---@param text string
---@return string
local function fit(text)
  local line = vim.split(text, "\n", { plain = true })[1]
  local room = math.max(vim.v.echospace, 1)
  if line == text and vim.api.nvim_strwidth(line) <= room then
    return line
  end
  local characters = vim.fn.strchars(line)
  while vim.api.nvim_strwidth(line) >= room and characters > 0 do
    characters = characters - 1
    line = vim.fn.strcharpart(line, 0, characters)
  end
  return line .. "…"
end

--- Shows the first line of `text`, as much as there is room for.
---@param text string
---@param level integer one of |vim.log.levels|
return function(text, level)
  vim.notify(fit("goescape: " .. text), level, { title = "goescape" })
end
