/**
 * The project's own lint rules, run by `deno lint` (see `deno.json`).
 *
 * @module
 */
import { dirname, join, relative, resolve } from "node:path/posix";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The library's folders. Each imports from itself and from those before it. */
const FOLDERS = ["loop", "sync", "tasks", "streams", "fs"];

/** Where a file stands in the import order; -1 for one outside the library. */
function rank(file: string): number {
  if (file === "mod.ts") return FOLDERS.length;
  const [folder = "", ...rest] = file.split("/");
  return rest.length > 0 ? FOLDERS.indexOf(folder) : -1;
}

/** The path of the linted file from the project's root. */
function pathOf(context: Deno.lint.RuleContext): string {
  return relative(ROOT, resolve(ROOT, context.filename));
}

/** Calls `visit` for whatever names another module, types included. */
function onImport(
  visit: (node: Deno.lint.Node, specifier: string) => void,
): Deno.lint.LintVisitor {
  function literal(node: Deno.lint.Node | null): void {
    if (node?.type === "Literal" && typeof node.value === "string") {
      visit(node, node.value);
    }
  }
  return {
    ImportDeclaration: (node) => literal(node.source),
    ExportAllDeclaration: (node) => literal(node.source),
    ExportNamedDeclaration: (node) => literal(node.source),
    ImportExpression: (node) => literal(node.source),
    TSImportType({ argument }) {
      if (argument.type === "TSLiteralType") literal(argument.literal);
    },
  };
}

/** What is wrong with a library file that imports `specifier`, if anything. */
function importFault(file: string, specifier: string): string | undefined {
  if (specifier.startsWith("node:")) return undefined;
  if (!/^\.\.?\//.test(specifier)) {
    return "The library has no dependencies but `node:` built-ins";
  }
  const target = join(dirname(file), specifier);
  if (rank(target) < 0) return "The library imports only its own folders";
  if (file === "mod.ts") {
    return FOLDERS.some((folder) => target === `${folder}/mod.ts`)
      ? undefined
      : "The root `mod.ts` imports only `./<folder>/mod.ts`";
  }
  if (rank(target) > rank(file)) {
    return `Imports go leftwards only: ${FOLDERS.join(" ← ")} ← mod.ts`;
  }
  if (target.endsWith("/mod.ts") && rank(target) !== rank(file)) {
    return "Another folder is imported file by file, not by its `mod.ts`";
  }
  return undefined;
}

/** Reports a class member that starts with a keyword that `#` replaces. */
function reportAccessibility(
  context: Deno.lint.RuleContext,
  node: Deno.lint.Node,
): void {
  // By its text: Deno does not fill in `accessibility` everywhere.
  const [keyword] = context.sourceCode.getText(node)
    .match(/^(private|protected|public)\b/) ?? [];
  if (keyword === undefined) return;
  context.report({
    node,
    message: `Class member uses \`${keyword}\``,
    hint: "Use `#name` for what is private, and no keyword otherwise",
  });
}

const plugin: Deno.lint.Plugin = {
  name: "asyncio",
  rules: {
    /** Folders import leftwards, file to file, and nothing from outside. */
    "import-direction": {
      create(context) {
        const file = pathOf(context);
        if (rank(file) < 0) return {};
        return onImport((node, specifier) => {
          const message = importFault(file, specifier);
          if (message) context.report({ node, message });
        });
      },
    },

    /** `_x.ts` is private to its folder, for tests and the root too. */
    "private-file": {
      create(context) {
        const folder = dirname(pathOf(context));
        return onImport((node, specifier) => {
          if (!/^\.\.?\/(.*\/)?_[^/]*\.ts$/.test(specifier)) return;
          if (dirname(join(folder, specifier)) === folder) return;
          context.report({
            node,
            message: "A file named `_x.ts` is private to its folder",
          });
        });
      },
    },

    /** `#` hides for good; TypeScript's keywords only pretend to. */
    "no-accessibility": {
      create(context) {
        const report = (node: Deno.lint.Node) =>
          reportAccessibility(context, node);
        return {
          MethodDefinition: report,
          PropertyDefinition: report,
          AccessorProperty: report,
          TSParameterProperty: report,
          TSAbstractMethodDefinition: report,
          TSAbstractPropertyDefinition: report,
        };
      },
    },

    /** Top-level functions use `function`; arrows are for closures. */
    "no-top-level-arrow": {
      create(context) {
        return {
          ArrowFunctionExpression(node) {
            const declaration = node.parent.type === "VariableDeclarator"
              ? node.parent.parent
              : undefined;
            const place = declaration?.parent.type === "ExportNamedDeclaration"
              ? declaration.parent.parent
              : declaration?.parent;
            if (place?.type !== "Program") return;
            context.report({
              node,
              message: "Top-level function is an arrow",
              hint: "Write `function name() {}`",
            });
          },
        };
      },
    },

    /** The library warns and reports errors, but prints nothing else. */
    "no-console": {
      create(context) {
        if (rank(pathOf(context)) < 0) return {};
        return {
          'MemberExpression[object.name="console"]'(
            node: Deno.lint.MemberExpression,
          ) {
            const { property } = node;
            const name = property.type === "Identifier" ? property.name : "";
            if (name === "error" || name === "warn") return;
            context.report({
              node,
              message: "The library prints only errors and warnings",
            });
          },
        };
      },
    },
  },
};

export default plugin;
