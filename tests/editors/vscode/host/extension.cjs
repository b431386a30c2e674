// The extension under development that VS Code demands of a test run; what is tested is the installed package.
exports.activate = () => undefined;
