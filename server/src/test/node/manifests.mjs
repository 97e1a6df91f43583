// Reads the Kubernetes manifests of a folder, validates each against the published schema of its
// kind, lets the compiler find fields that the kind does not have, and prints them as JSON.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";

const folder = process.argv[2];
const manifests = readdirSync(folder)
  .filter((name) => name.endsWith(".yaml"))
  .sort()
  .flatMap((name) =>
    parseAllDocuments(readFileSync(join(folder, name), "utf8")).map((document) => {
      if (document.errors.length > 0) {
        throw new Error(`${name}: ${document.errors.join("; ")}`);
      }
      return { name, content: document.toJS() };
    }),
  );

for (const { name, content } of manifests) {
  const kinds = await import(`kubernetes-models/${content.apiVersion}`);
  if (!(content.kind in kinds)) {
    throw new Error(`${name}: there is no ${content.kind} in ${content.apiVersion}`);
  }
  try {
    new kinds[content.kind](content).validate();
  } catch (invalid) {
    throw new Error(`${name}: ${invalid.message}`);
  }
}

// a schema lets unknown fields pass, a type does not
const typed = manifests.map(
  ({ content }, index) =>
    `import type { I${content.kind} as T${index} } from "kubernetes-models/${content.apiVersion}/${content.kind}";\n` +
    `export const m${index}: T${index} = ${JSON.stringify(content, null, 2)};\n`,
);
const scratch = mkdtempSync(join(import.meta.dirname, "node_modules", ".manifests-"));
try {
  const file = join(scratch, "manifests.ts");
  writeFileSync(file, typed.join("\n"));
  execFileSync(
    process.execPath,
    [
      join(import.meta.dirname, "node_modules", "typescript", "bin", "tsc"),
      ...["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", file],
    ],
    { stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" },
  );
} catch (failed) {
  throw new Error(`${failed.stdout ?? ""}${failed.stderr ?? ""}${failed.message}`);
} finally {
  rmSync(scratch, { recursive: true });
}

console.log(JSON.stringify(manifests.map(({ content }) => content)));
