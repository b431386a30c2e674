-- workspace: orders
-- Hovers say the verdict, why, and who said so; `:Goescape explain` and `flow` go by the diagnostic.

local t = require("harness")

--- What hovering over the place under the cursor says, asked of this server by Neovim's own function.
---@return string
local function hover()
  vim.lsp.buf.hover()
  local text = t.wait_for_float()
  vim.cmd("fclose!")
  return text
end

t.enable()
local bufnr = t.open("main.go")
t.wait_for_flows(bufnr)

t.go_to("s := Summary")
local variable = hover()
t.contains(variable, "heap", "the verdict on a variable")
t.contains(variable, "1.26", "the release that says so")

t.go_to("orders []store.Order")
t.contains(hover(), "does not escape", "the contract of a parameter")

t.go_to("summarise(orders")
t.contains(hover(), "heap", "the heap allocations of a function")

-- Explaining goes by the diagnostic of the cursor's line, wherever on the line the cursor is.
t.go_to("s := Summary")
vim.api.nvim_win_set_cursor(0, { vim.fn.line("."), 0 })
vim.cmd("Goescape explain")
local explanation = t.wait_for_float()
t.equal(vim.split(explanation, "\n")[1], vim.split(variable, "\n")[1], "the verdict of the explanation")
t.contains(explanation, "`return &s` (main.go:24)", "a step of the explanation")
vim.cmd("fclose!")

-- The flow, step by step, with the place of each step.
t.go_to("s := Summary")
vim.cmd("Goescape flow")
vim.cmd.lclose()
local list = vim.fn.getloclist(0, { items = true, title = true })
t.equal(list.title, t.finding(bufnr, "moved to heap: s").message, "the title of the location list")
assert(#list.items > 0, "the location list is empty")
local at_return = vim.iter(list.items):any(function(item)
  return item.bufnr == bufnr and vim.fn.getline(item.lnum) == "	return &s"
end)
assert(at_return, "no step is at the return: " .. vim.inspect(list.items))

t.go_to("package main")
vim.cmd("Goescape flow")
t.contains(t.notices[#t.notices].text, "no finding on this line", "the notice where there is no diagnostic")
