-- workspace: orders
-- The help file makes tags, and every link in it leads somewhere.

local t = require("harness")

local original = vim.env.GOESCAPE_TEST_PLUGIN .. "/doc/goescape.txt"
local copy = vim.fn.tempname()
vim.fn.mkdir(copy .. "/doc", "p")
vim.fn.writefile(vim.fn.readfile(original), copy .. "/doc/goescape.txt")
vim.cmd.helptags(copy .. "/doc")
vim.opt.runtimepath:append(copy)

vim.cmd.help("goescape")
t.equal(vim.fn.expand("%:t"), "goescape.txt", "the file that :help goescape opens")
local links = 0
for _, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
  for tag in line:gmatch("|([^|%s]+)|") do
    links = links + 1
    local matches = vim.fn.getcompletion(tag, "help")
    assert(vim.list_contains(matches, tag), "no help on " .. tag)
  end
  assert(vim.api.nvim_strwidth(line) <= 78, "too wide: " .. line)
end
assert(links > 20, "too few links were found: " .. links)
