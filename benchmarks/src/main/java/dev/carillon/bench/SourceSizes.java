package dev.carillon.bench;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * {@code ./bench source}: how large the source of each module is, and what of it may be one too
 * many. It reads the source only, so that it needs no build; what is related is found by name: two
 * types of one name count as one.
 */
public final class SourceSizes {

  /** Longer methods do more than one thing. */
  private static final int METHOD_LINES = 50;

  /** Everything in them is there for tests. */
  private static final Set<String> FOR_TESTS = Set.of("hooks-store-contracts", "hooks-testkit");

  private static final String FORM = "%-18s %6s %7s %9s %6s %7s %8s %6s %11s %12s%n";

  private SourceSizes() {}

  /**
   * Prints a table.
   *
   * @param arguments the repository's root
   */
  public static void main(String[] arguments) throws IOException {
    System.out.print(table(Path.of(arguments[0])));
  }

  /** A row for each module below this root, and one for all; then what the counts stand for. */
  static String table(Path root) throws IOException {
    Map<String, Code> modules = new TreeMap<>();
    for (String module : modules(root)) {
      modules.put(module, read(root.resolve(module).resolve("src/main/java")));
    }
    StringBuilder table = new StringBuilder();
    table.append(
        FORM.formatted(
            "module",
            "files",
            "lines",
            "packages",
            "types",
            "single*",
            "long**",
            "rings",
            "test lines",
            "test helpers"));
    Code all = new Code();
    modules.values().forEach(all::add);
    long tests = 0;
    long helpers = 0;
    for (Map.Entry<String, Code> module : modules.entrySet()) {
      Path folder = root.resolve(module.getKey()).resolve("src/test/java");
      long ofTests = lines(folder, true);
      long ofHelpers =
          lines(folder, false)
              + (FOR_TESTS.contains(module.getKey()) ? module.getValue().lines : 0);
      tests += ofTests;
      helpers += ofHelpers;
      table.append(row(module.getKey(), module.getValue(), all, ofTests, ofHelpers));
    }
    table.append(row("all", all, all, tests, helpers));
    table.append("*  interfaces that one class implements, by name, in any module\n");
    table.append("** methods over %d lines%n".formatted(METHOD_LINES));
    all.longMethods.forEach(method -> table.append("   ").append(method).append('\n'));
    return table.toString();
  }

  private static String row(String name, Code code, Code all, long tests, long helpers) {
    return FORM.formatted(
        name,
        code.files,
        code.lines,
        code.imports.size(),
        code.types,
        code.interfaces.stream().filter(each -> all.implementers(each) == 1).count(),
        code.longMethods.size(),
        code.inRings(),
        tests,
        helpers);
  }

  /** Folders with Java in them, such as {@code samples/embedded}. */
  private static List<String> modules(Path root) throws IOException {
    try (Stream<Path> folders = Files.find(root, 2, (path, file) -> file.isDirectory())) {
      return folders
          .filter(folder -> Files.isDirectory(folder.resolve("src/main/java")))
          .map(folder -> root.relativize(folder).toString())
          .toList();
    }
  }

  private static long lines(Path folder, boolean tests) throws IOException {
    long lines = 0;
    for (Path file : sources(folder)) {
      if (file.toString().endsWith("Test.java") == tests) {
        lines += Files.readAllLines(file).size();
      }
    }
    return lines;
  }

  private static List<Path> sources(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private static Code read(Path folder) throws IOException {
    Code code = new Code();
    List<Path> files = sources(folder);
    if (files.isEmpty()) {
      return code;
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(files));
      Trees trees = Trees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        code.files++;
        code.lines += unit.getSourceFile().getCharContent(true).toString().lines().count();
        new Reader(code, trees, unit).scan(unit, null);
      }
    }
    return code;
  }

  /** What was counted in some files. */
  private static final class Code {

    private int files;
    private long lines;
    private int types;
    private final Set<String> interfaces = new TreeSet<>();
    private final List<String> implemented = new ArrayList<>();
    private final List<String> longMethods = new ArrayList<>();

    /** The packages, and what each imports. */
    private final Map<String, Set<String>> imports = new TreeMap<>();

    void add(Code more) {
      files += more.files;
      lines += more.lines;
      types += more.types;
      interfaces.addAll(more.interfaces);
      implemented.addAll(more.implemented);
      longMethods.addAll(more.longMethods);
      more.imports.forEach(
          (name, used) -> imports.computeIfAbsent(name, none -> new TreeSet<>()).addAll(used));
    }

    long implementers(String name) {
      return implemented.stream().filter(name::equals).count();
    }

    /** How many packages can be reached from themselves. */
    long inRings() {
      return imports.keySet().stream().filter(this::inRing).count();
    }

    private boolean inRing(String start) {
      Set<String> reached = new TreeSet<>();
      List<String> open = new ArrayList<>(imports.getOrDefault(start, Set.of()));
      while (!open.isEmpty()) {
        String next = open.removeLast();
        if (reached.add(next)) {
          open.addAll(imports.getOrDefault(next, Set.of()));
        }
      }
      return reached.contains(start);
    }
  }

  private static final class Reader extends TreeScanner<Void, Void> {

    private final Code code;
    private final Trees trees;
    private final CompilationUnitTree unit;
    private final String ofPackage;

    Reader(Code code, Trees trees, CompilationUnitTree unit) {
      this.code = code;
      this.trees = trees;
      this.unit = unit;
      this.ofPackage = unit.getPackageName() == null ? "" : unit.getPackageName().toString();
      if (unit.getModule() == null) {
        code.imports.computeIfAbsent(ofPackage, none -> new TreeSet<>());
      }
    }

    @Override
    public Void visitImport(ImportTree tree, Void nothing) {
      String used = packageOf(tree.getQualifiedIdentifier().toString());
      if (!used.equals(ofPackage)) {
        code.imports.computeIfAbsent(ofPackage, none -> new TreeSet<>()).add(used);
      }
      return null;
    }

    @Override
    public Void visitClass(ClassTree tree, Void nothing) {
      if (!tree.getSimpleName().isEmpty()) {
        code.types++;
        tree.getImplementsClause().forEach(this::implemented);
        if (tree.getKind() == Tree.Kind.INTERFACE) {
          code.interfaces.add(tree.getSimpleName().toString());
        }
      }
      return super.visitClass(tree, null);
    }

    @Override
    public Void visitNewClass(NewClassTree tree, Void nothing) {
      if (tree.getClassBody() != null) {
        implemented(tree.getIdentifier());
      }
      return super.visitNewClass(tree, null);
    }

    @Override
    public Void visitMethod(MethodTree tree, Void nothing) {
      if (tree.getBody() != null) {
        long lines = line(end(tree)) - line(start(tree)) + 1;
        if (lines > METHOD_LINES) {
          String file = Path.of(unit.getSourceFile().getName()).getFileName().toString();
          code.longMethods.add("%s: %s, %d".formatted(file, tree.getName(), lines));
        }
      }
      return super.visitMethod(tree, null);
    }

    private void implemented(Tree type) {
      String name = type.toString().replaceAll("<.*", "");
      code.implemented.add(name.substring(name.lastIndexOf('.') + 1));
    }

    /** Of its signature: what stands above it is no code. */
    private long start(MethodTree tree) {
      Tree first = tree.getReturnType() == null ? tree.getBody() : tree.getReturnType();
      long start = trees.getSourcePositions().getStartPosition(unit, first);
      return start < 0 ? trees.getSourcePositions().getStartPosition(unit, tree) : start;
    }

    private long end(MethodTree tree) {
      return trees.getSourcePositions().getEndPosition(unit, tree);
    }

    private long line(long position) {
      return unit.getLineMap().getLineNumber(position);
    }

    /** The names of packages begin with a small letter, those of types with a capital one. */
    private static String packageOf(String name) {
      StringBuilder path = new StringBuilder();
      for (String piece : name.split("\\.")) {
        if (!Character.isLowerCase(piece.charAt(0))) {
          break;
        }
        path.append(path.isEmpty() ? "" : ".").append(piece);
      }
      return path.toString();
    }
  }
}
