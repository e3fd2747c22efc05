// Returns the problems that the TypeScript compiler finds in files, as texts. The file system is the function "read".
(files) => {
  const ts = module.exports;
  const options = {
    allowJs: true,
    checkJs: true,
    noEmit: true,
    strict: true,
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.ES2022,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2024.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    skipLibCheck: true,
    skipDefaultLibCheck: true,
    types: [],
  };
  const host = {
    fileExists: (name) => read(name) !== null,
    readFile: (name) => read(name) ?? undefined,
    getSourceFile: (name, version) => {
      const text = read(name);
      return text === null ? undefined : ts.createSourceFile(name, text, version);
    },
    getDefaultLibFileName: () => '/lib/lib.es2024.full.d.ts',
    getDefaultLibLocation: () => '/lib',
    writeFile: () => {},
    getCurrentDirectory: () => '/',
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    directoryExists: () => true,
    getDirectories: () => [],
  };
  const words = ({ file, start, code, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    const name = file?.fileName.replace('/console/', '');
    return `${name}:${line} TS${code} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  };
  return ts.getPreEmitDiagnostics(ts.createProgram([...files], options, host)).map(words);
};
