// Says where definitions are used, as the TypeScript language service sees it: JSON in on stdin,
// JSON out on stdout. Run as: node tsc_oracle.cjs FOLDER-WITH-node_modules
const fs = require("fs");
const path = require("path");
const ts = require(require.resolve("typescript", { paths: [path.resolve(process.argv[2])] }));

const asked = JSON.parse(fs.readFileSync(0, "utf8"));
const root = fs.realpathSync(asked.root);
const files = asked.paths.map((each) => path.join(root, each));
const options = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  jsx: ts.JsxEmit.ReactJSX,
  allowJs: true,
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  baseUrl: root,
  types: [],
};
// What the tree's own settings say of names.
const settings = path.join(root, "tsconfig.json");
if (fs.existsSync(settings)) {
  const { config } = ts.readConfigFile(settings, ts.sys.readFile);
  const own = ts.parseJsonConfigFileContent(config, ts.sys, root).options;
  for (const key of ["paths", "pathsBasePath", "customConditions"]) {
    if (own[key]) options[key] = own[key];
  }
}
const host = {
  getScriptFileNames: () => files,
  getScriptVersion: () => "1",
  getScriptSnapshot: (name) =>
    fs.existsSync(name) ? ts.ScriptSnapshot.fromString(fs.readFileSync(name, "utf8")) : undefined,
  getCurrentDirectory: () => root,
  getCompilationSettings: () => options,
  getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
  fileExists: ts.sys.fileExists,
  readFile: ts.sys.readFile,
  readDirectory: ts.sys.readDirectory,
  directoryExists: ts.sys.directoryExists,
  getDirectories: ts.sys.getDirectories,
};
const service = ts.createLanguageService(host, ts.createDocumentRegistry());
const program = service.getProgram();

const lineOf = (source, at) => source.getLineAndCharacterOfPosition(at).line + 1;

// The places of a definition and of its overloads: the names of declarations in the given lines.
function names(wanted) {
  const source = program.getSourceFile(path.join(root, wanted.path));
  const found = [];
  const visit = (node) => {
    const name = node.name ?? (node.kind === ts.SyntaxKind.Constructor ? node : undefined);
    const is = node.kind === ts.SyntaxKind.Constructor
      ? wanted.name === "constructor"
      : name && name.getText && name.getText(source).replace(/^["'`]|["'`]$/g, "") === wanted.name;
    if (is && ts.isDeclaration?.(node) !== false) {
      const first = lineOf(source, node.getStart(source));
      const at = lineOf(source, name.getStart(source));
      if (wanted.spans.some(([a, b]) => a <= first && at <= b) && !isImport(node)) {
        found.push(name.getStart(source));
      }
    }
    ts.forEachChild(node, visit);
  };
  if (source) visit(source);
  return { source, found };
}

function isImport(node) {
  for (let each = node; each; each = each.parent) {
    if (ts.isImportDeclaration(each) || ts.isExportDeclaration(each)) return true;
    if (ts.isImportEqualsDeclaration(each)) return true;
  }
  return false;
}

// The key of an object literal names no type: whose field it is no reader can see on the line.
function isKey(node) {
  const above = node.parent;
  return above && ts.isPropertyAssignment(above) && above.name === node;
}

function nodeAt(source, at) {
  let best = source;
  const visit = (node) => {
    if (node.getStart(source) <= at && at < node.end) {
      best = node;
      ts.forEachChild(node, visit);
    }
  };
  ts.forEachChild(source, visit);
  return best;
}

function uses(wanted) {
  const { source, found } = names(wanted);
  if (!found.length) return { found: false, uses: [], unsure: [] };
  // Of several of one name in the lines the outermost is meant: it comes first.
  const mine = found.slice(0, Math.max(1, wanted.spans.length));
  const sure = new Map();
  for (const at of mine) {
    for (const symbol of service.findReferences(source.fileName, at) ?? []) {
      const home = symbol.definition;
      const own = home.fileName === source.fileName && found.includes(home.textSpan.start);
      const alias = home.kind === "alias";
      if (!own && !alias) continue;
      for (const use of symbol.references) {
        if (use.isDefinition) continue;
        const there = program.getSourceFile(use.fileName);
        if (!there || !use.fileName.startsWith(root + path.sep)) continue;
        const node = nodeAt(there, use.textSpan.start);
        if (isImport(node) || isKey(node) || (there === source && found.includes(use.textSpan.start))) continue;
        const key = [path.relative(root, use.fileName), lineOf(there, use.textSpan.start)];
        sure.set(key.join(":"), key);
      }
    }
  }
  return { found: true, uses: [...sure.values()].sort(), unsure: [] };
}

const answers = asked.definitions.map((wanted, at) => {
  if (process.stderr.isTTY) process.stderr.write(`\r${at + 1}/${asked.definitions.length}`);
  return uses(wanted);
});
process.stdout.write(JSON.stringify({ oracle: `TypeScript ${ts.version}`, answers }));
