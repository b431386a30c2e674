-- workspace: orders
-- What is saved is analysed: a finding goes with its cause, and a package that does not compile says so.

local t = require("harness")

--- The diagnostic that says why the package could not be analysed.
---@param bufnr integer
---@return vim.Diagnostic?
local function problem(bufnr)
  return vim.iter(t.diagnostics(bufnr)):find(function(diagnostic)
    return diagnostic.code == "not-analysed"
  end)
end

t.enable()
local bufnr = t.open("main.go")
local before = t.wait_for("the finding on s", function()
  return t.finding(bufnr, "moved to heap: s")
end)
local others = #t.diagnostics(bufnr)

-- A new cause, below one that moves down by a line.
t.replace("	s := Summary{Count: len(orders)}", "	// one line more\n	s := Summary{Count: len(orders)}")
t.replace("	seen := 0", "	seen, unseen := 0, 0\n	defer func() { keep = &unseen }()")
t.replace("func main() {", "var keep *int\n\nfunc main() {")
vim.cmd.write()
local unseen = t.wait_for("the finding on unseen", function()
  return t.finding(bufnr, "moved to heap: unseen")
end)
local line = vim.api.nvim_buf_get_lines(bufnr, unseen.lnum, unseen.lnum + 1, false)[1]
t.equal(line:sub(unseen.col + 1, unseen.end_col), "unseen", "the new finding's range")
t.equal(t.finding(bufnr, "moved to heap: s").lnum, before.lnum + 1, "the line of the finding that moved")

-- The cause goes, and the finding with it.
t.replace("	defer func() { keep = &unseen }()", "	_ = unseen")
vim.cmd.write()
t.wait_for("the finding on unseen to go", function()
  return not t.finding(bufnr, "moved to heap: unseen")
end)
t.wait_for_equal(function()
  return #t.diagnostics(bufnr)
end, others, "the number of findings after the cause has gone")

-- A package that does not compile keeps what was known, and says why in the status and on the package clause.
t.replace("	_ = unseen", "	_ = unseen + \"\"")
vim.cmd.write()
local status = t.wait_for_state("warning")
t.contains(status.message .. status.detail, "mismatched types", "the status of the package")
local clause = t.wait_for("a diagnostic on the package clause", function()
  return problem(bufnr)
end)
t.contains(clause.message, "mismatched types", "the diagnostic on the package clause")
t.equal(clause.lnum, 1, "the line of the package clause")
t.wait_for("the last good findings", function()
  return t.finding(bufnr, "moved to heap: seen")
end)
t.wait_for_equal(function()
  return #t.notices
end, 1, "the notices: one for one trouble")

-- A text with the same trouble brings no second notice.
local seen = {}
vim.api.nvim_create_autocmd("User", {
  pattern = "GoescapeStatus",
  callback = function(event)
    table.insert(seen, event.data.status.state)
  end,
})
vim.api.nvim_buf_set_lines(bufnr, -1, -1, false, { "", "// more" })
vim.cmd.write()
t.wait_for_equal(function()
  return seen
end, { "busy", "warning" }, "the states after saving a text with the same trouble")
t.equal(#t.notices, 1, "the notices after saving a text with the same trouble")

t.replace("	_ = unseen + \"\"", "	_ = unseen")
vim.cmd.write()
t.wait_for_state("ready")
t.wait_for("the diagnostic on the package clause to go", function()
  return not problem(bufnr)
end)
t.equal(#t.notices, 1, "the notices once all is well")
