--- What the server is told when it starts, beyond what Neovim sends by itself.

local M = {}

local NO_LANGUAGE = { [""] = true, C = true, POSIX = true }

--- The language of messages as a tag ("en", "zh-CN"): that of |:language|, else that of the environment,
--- which counts even where the system has no such locale installed.
---@return string
local function locale()
  local names = { vim.v.lang, vim.env.LC_ALL or "", vim.env.LC_MESSAGES or "", vim.env.LANG or "" }
  for _, name in ipairs(names) do
    local language = name:gsub("[.@].*", "")
    if not NO_LANGUAGE[language] then
      return (language:gsub("_", "-"))
    end
  end
  return "en"
end

--- Takes empty tables out of `settings`, in place: they mean a default, and would be sent as empty lists.
---@param settings table
local function prune(settings)
  for name, value in pairs(settings) do
    if type(value) == "table" then
      prune(value)
      if next(value) == nil then
        settings[name] = nil
      end
    end
  end
end

--- Completes the initialisation options: the user's settings and language beside what `init_options` has.
---@param params lsp.InitializeParams
---@param config vim.lsp.ClientConfig
function M.complete(params, config)
  local settings = config.settings or {}
  prune(settings)
  params.initializationOptions = vim.tbl_extend(
    "force",
    { locale = locale(), settings = settings.goescape or vim.empty_dict() },
    config.init_options or {}
  )
end

return M
