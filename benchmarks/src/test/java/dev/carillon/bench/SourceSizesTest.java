package dev.carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceSizesTest {

  @TempDir Path root;

  @Test
  void eachModuleHasARow() throws IOException {
    write("one/src/main/java/a/A.java", "package a; class A { record B() {} }");
    write("two/src/main/java/b/B.java", "package b;\n\nclass B {}\n");
    write("two/src/test/java/b/BTest.java", "package b;\nclass BTest {}\n");
    write("two/src/test/java/b/World.java", "package b;\nclass World {\n}\n");
    assertThat(row("one")).containsExactly("one", "1", "1", "1", "2", "0", "0", "0", "0", "0");
    assertThat(row("two")).containsExactly("two", "1", "3", "1", "1", "0", "0", "0", "2", "3");
    assertThat(row("all")).containsExactly("all", "2", "4", "2", "3", "0", "0", "0", "2", "3");
  }

  @Test
  void anInterfaceThatOneClassImplementsCounts() throws IOException {
    write("m/src/main/java/a/A.java", "package a; interface A {} interface C {}");
    write("m/src/main/java/a/B.java", "package a; class B implements A, C { C c = new C() {}; }");
    assertThat(row("m").get(5)).isEqualTo("1");
  }

  @Test
  void aMethodOverFiftyLinesIsNamed() throws IOException {
    String fifty = "package a; class A {\n  void fits() {\n" + "\n".repeat(48) + "  }\n";
    write("m/src/main/java/a/A.java", fifty + "  void grew() {\n" + "\n".repeat(49) + "  }\n}\n");
    assertThat(row("m").get(6)).isEqualTo("1");
    assertThat(SourceSizes.table(root)).contains("A.java: grew, 51").doesNotContain("fits");
  }

  @Test
  void packagesThatImportEachOtherAreARing() throws IOException {
    write("m/src/main/java/a/A.java", "package a; import b.B; class A {}");
    write("m/src/main/java/b/B.java", "package b; import static c.d.C.x; class B {}");
    write("m/src/main/java/c/d/C.java", "package c.d; import a.A; class C { static int x; }");
    write("m/src/main/java/e/E.java", "package e; import a.A; class E {}");
    assertThat(row("m").get(7)).isEqualTo("3");
  }

  @Test
  void thisRepositoryHasNoLongMethodAndNoRing() throws IOException {
    String table = SourceSizes.table(Path.of("..").toRealPath());
    assertThat(table.strip()).endsWith("** methods over 50 lines");
    assertThat(row(table, "server").get(7)).isEqualTo("0");
    assertThat(row(table, "all").get(7)).isEqualTo("0");
  }

  private List<String> row(String module) throws IOException {
    return row(SourceSizes.table(root), module);
  }

  private static List<String> row(String table, String module) {
    return table
        .lines()
        .map(line -> Arrays.asList(line.strip().split("\\s+")))
        .filter(cells -> cells.getFirst().equals(module))
        .findFirst()
        .orElseThrow();
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
