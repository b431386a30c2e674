-- workspace: orders
-- Explanations follow the language of Neovim's messages, else that of the environment.

local t = require("harness")

vim.env.LC_ALL, vim.env.LC_MESSAGES, vim.env.LANG = nil, nil, "zh_CN.UTF-8"
t.enable()
local bufnr = t.open("main.go")
t.wait_for_diagnostics(bufnr)
t.go_to("s := Summary")
vim.lsp.buf.hover()
local text = t.wait_for_float()
t.contains(text, "堆", "the hover in Chinese")
