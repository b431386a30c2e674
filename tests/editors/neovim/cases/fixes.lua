-- workspace: fixes
-- Proven fixes by vim.lsp.buf.code_action(): what is listed, what applying one does, and that saving clears the finding.

local t = require("harness")

local BY_VALUE = "Pass guest by value (copies more at each call): 1 heap allocation fewer at its callers"
local CAPACITY = "Preallocate capacity for names: fewer heap allocations at run time"
local EVERY = "Apply all 2 proven fixes in this file"
local IGNORE = "Ignore this heap allocation (//goescape:ignore)"
local IGNORE_ALL = "Ignore the heap allocations of greet (//goescape:ignore)"

--- Waits until the server tells that so many fixes are proven.
---@param said string
local function wait_for_proofs(said)
  t.wait_for(said, function()
    local status = require("goescape").status()
    return status and status.message:find(said, 1, true)
  end)
end

--- What Neovim lists at the cursor; the list is dismissed.
---@return string[]
local function listed()
  local titles
  local select = vim.ui.select
  vim.ui.select = function(items, options, on_choice)
    titles = vim.tbl_map(function(item)
      return item.action.title
    end, items)
    on_choice(nil)
  end
  vim.lsp.buf.code_action()
  t.wait_for("the list of actions", function()
    return titles
  end)
  vim.ui.select = select
  return titles
end

--- Applies the action with a title at the cursor.
---@param title string
local function apply(title)
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      return action.title == title
    end,
  })
end

t.enable()
local bufnr = t.open("fixes.go")
local before = t.text(bufnr)
wait_for_proofs("2 fixes proven")

t.go_to("guest := Guest{")
t.wait_for_equal(listed, { BY_VALUE, EVERY, IGNORE }, "the actions at the variable that is moved to the heap")
t.go_to("guest *Guest")
t.equal(listed(), { BY_VALUE, EVERY, IGNORE_ALL }, "the actions at the parameter")
t.go_to("names := ")
t.equal(listed(), { CAPACITY, EVERY }, "the actions at the slice")
t.go_to("append(names")
t.equal(listed(), { CAPACITY, EVERY, IGNORE }, "the actions at what allocates again and again")
t.go_to("// 全員")
t.equal(vim.tbl_contains(listed(), BY_VALUE), false, "what is offered in another function")

-- One fix: the edited text, and what saving makes of the finding.
t.go_to("guest := Guest{")
assert(t.finding(bufnr, "moved to heap: guest"), "no finding to clear")
apply(BY_VALUE)
local after = before:gsub("guest %*Guest", "guest Guest"):gsub("greet%(&guest, said%)", "greet(guest, said)")
t.wait_for_equal(function()
  return t.text(bufnr)
end, after, "the text after the fix")
vim.cmd.write()
t.wait_for("the finding to go", function()
  return not t.finding(bufnr, "moved to heap: guest")
end)

-- The other, of the new text.
wait_for_proofs("1 fix proven")
t.go_to("names := ")
apply(CAPACITY)
t.wait_for_equal(function()
  return t.text(bufnr)
end, (after:gsub("names := %[%]string{}", "names := make([]string, 0, len(guests))")), "the text after both fixes")
vim.cmd.write()

-- Undone, all at once.
vim.cmd("silent undo 0")
vim.cmd.write()
wait_for_proofs("2 fixes proven")
t.wait_for("all fixes at once", function()
  return vim.tbl_contains(listed(), EVERY)
end)
vim.lsp.buf.code_action({ context = { only = { "source.fixAll.goescape" }, diagnostics = {} }, apply = true })
t.wait_for_equal(function()
  return t.text(bufnr)
end, (after:gsub("names := %[%]string{}", "names := make([]string, 0, len(guests))")), "the text after all fixes at once")
