-- workspace: multibyte
-- Columns are right to the byte after characters of two, three and four bytes, before and after edits.

local annotations = require("annotations")
local t = require("harness")

---@param bufnr integer
---@param when string
local function check(bufnr, when)
  t.wait_for_equal(function()
    return annotations.of(t.diagnostics(bufnr))
  end, annotations.read(bufnr), when)
end

t.enable()
local bufnr = t.open("main.go")
check(bufnr, "when opened")
t.equal(t.client().offset_encoding, "utf-8", "what columns are counted in")
for _, diagnostic in ipairs(t.diagnostics(bufnr)) do
  t.equal(diagnostic.severity, vim.diagnostic.severity.INFO, diagnostic.message)
end

t.replace("var 全部 []*点", "// 😀\n\nvar 全部 []*点 // é")
vim.cmd.write()
check(bufnr, "after lines were added above")

-- Below and on the line of a finding, after characters that other definitions of a line would end it with.
local before = "/* é😀\u{2028}\f */ "
t.replace("	数量 := *", "	_ = 1 // 日本\n	数量 := *")
t.replace("保存(数量, 1) //@ 1..18", before .. "保存(数量, 1) //@ 1..18")
t.replace("1..18 slice", ("%d..%d slice"):format(1 + #before, 18 + #before))
t.replace("1..18 append", ("%d..%d append"):format(1 + #before, 18 + #before))
vim.cmd.write()
check(bufnr, "after characters were put before a finding")

t.go_to("数量, 全部")
vim.lsp.buf.hover()
t.contains(t.wait_for_float(), "数量", "the hover on an argument after wide characters")
