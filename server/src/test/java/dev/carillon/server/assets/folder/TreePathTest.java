package dev.carillon.server.assets.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.server.platform.http.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreePathTest {

  @ParameterizedTest
  @CsvSource({"a/b,/a/b", "/a//b/,/a/b", "/,/", "'',/", "/e\u0301,/\u00e9"})
  void pathsTakeOneForm(String given, String text) {
    assertThat(TreePath.parse("path", given).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a/../b", "/a/.", "/a/ /b", "a\\b", "a:b", "a*", "a?", "a\"", "a<", "a>", "a|", "a#", "a;",
        "a\u0000", "a\tb", "a\u0085", "a\ud800"
      })
  void forbiddenNamesAreToldWithTheirField(String given) {
    assertThatThrownBy(() -> TreePath.parse("folderPath", given))
        .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.status()).isEqualTo(400))
        .hasMessageStartingWith("'folderPath' is '");
  }

  @Test
  void namesAndPathsHaveALimit() {
    assertThat(TreePath.parse("path", "a".repeat(255)).name()).hasSize(255);
    assertThatThrownBy(() -> TreePath.parse("path", "a".repeat(256)))
        .hasMessageContaining("at most 255");
    String hundred = "/" + "a".repeat(99);
    assertThat(TreePath.parse("path", hundred.repeat(40)).text()).hasSize(4000);
    assertThatThrownBy(() -> TreePath.parse("path", hundred.repeat(40) + "/b"))
        .hasMessageContaining("at most 4000");
    assertThat(TreePath.parse("path", "/a".repeat(200)).ancestors()).hasSize(199);
    assertThatThrownBy(() -> TreePath.parse("path", "/a".repeat(201)))
        .hasMessageContaining("at most 200 names deep");
  }

  @Test
  void aNameThatIsAddedCountsToo() {
    TreePath longest = TreePath.parse("path", ("/" + "a".repeat(99)).repeat(40));
    assertThatThrownBy(() -> longest.child("filename", "a.txt"))
        .hasMessageStartingWith("'filename' is 'a.txt', but must be at most 4000");
    assertThat(TreePath.ROOT.child("name", "e\u0301").text()).isEqualTo("/\u00e9");
    assertThatThrownBy(() -> TreePath.ROOT.child("name", "a/b")).hasMessageStartingWith("'name'");
  }

  @Test
  @Timeout(5)
  void millionsOfNamesAreRefusedAtOnce() {
    String given = "a/".repeat(2_000_000);
    assertThatThrownBy(() -> TreePath.parse("source", given))
        .hasMessageContaining("at most 4000 characters");
  }

  @Test
  void insideMeansBelowWhateverTheCase() {
    TreePath folder = new TreePath("/Demo Zone");
    assertThat(new TreePath("/demo zone/a").inside(folder)).isTrue();
    assertThat(new TreePath("/demo zonea").inside(folder)).isFalse();
    assertThat(folder.inside(folder)).isFalse();
    assertThat(folder.inside(TreePath.ROOT)).isTrue();
    assertThat(TreePath.ROOT.inside(TreePath.ROOT)).isFalse();
  }

  @Test
  void theRangeOfKeysHoldsExactlyWhatIsInside() {
    TreePath folder = new TreePath("/b");
    for (String in : new String[] {"/b/", "/b/a", "/b/\u00ff", "/b/z/z"}) {
      assertThat(in.compareTo(folder.firstKeyInside())).isNotNegative();
      assertThat(in.compareTo(folder.keyAfterInside())).isNegative();
    }
    for (String out : new String[] {"/b", "/b-1", "/b.x", "/b0", "/ba", "/c"}) {
      assertThat(
              out.compareTo(folder.firstKeyInside()) >= 0
                  && out.compareTo(folder.keyAfterInside()) < 0)
          .as(out)
          .isFalse();
    }
  }

  @Test
  void movingReplacesTheFrontOfAPath() {
    TreePath a = new TreePath("/a");
    TreePath b = new TreePath("/x/y");
    assertThat(new TreePath("/a/b/c").moved(a, b).text()).isEqualTo("/x/y/b/c");
    assertThat(a.moved(a, b)).isEqualTo(b);
    // one place, spelt in two lengths
    TreePath dotted = new TreePath("/\u0130zmir");
    assertThat(new TreePath("/i\u0307zmir/a").inside(dotted)).isTrue();
    assertThat(new TreePath("/i\u0307zmir/a").moved(dotted, b).text()).isEqualTo("/x/y/a");
    assertThat(new TreePath("/i\u0307zmir").moved(dotted, b).text()).isEqualTo("/x/y");
    assertThat(new TreePath("/a/b").moved(a, TreePath.ROOT).text()).isEqualTo("/b");
    assertThat(new TreePath("/a/b").ancestors()).containsExactly(a);
    assertThat(a.parent()).isEqualTo(TreePath.ROOT);
  }
}
