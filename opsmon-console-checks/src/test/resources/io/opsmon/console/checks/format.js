// Formats a text, and hands the result or the failure over.
(text, parser, done, failed) => {
  const options = { parser, plugins: Object.values(prettierPlugins), printWidth: 120, singleQuote: true };
  prettier.format(text, options).then(done, (failure) => failed(String(failure)));
};
