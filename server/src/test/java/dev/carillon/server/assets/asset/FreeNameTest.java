package dev.carillon.server.assets.asset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.assets.folder.TreePath;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FreeNameTest {

  private final Set<String> taken = new HashSet<>();

  private String next(String name) {
    TreePath free = FreeName.near(TreePath.ROOT.child(name), at -> taken.contains(at.key()));
    taken.add(free.key());
    // what was made can be named again
    return TreePath.parse("path", free.text()).name();
  }

  @Test
  void aNumberStandsBeforeTheExtension() {
    assertThat(next("a.tar.gz")).isEqualTo("a.tar.gz");
    assertThat(next("A.tar.gz")).isEqualTo("A.tar-1.gz");
    assertThat(next("a.tar.gz")).isEqualTo("a.tar-2.gz");
    assertThat(next(".profile")).isEqualTo(".profile");
    assertThat(next(".profile")).isEqualTo(".profile-1");
  }

  @Test
  void aLongNameGivesWayToItsNumber() {
    String picture = "p".repeat(251) + ".jpg";
    assertThat(next(picture)).isEqualTo(picture);
    for (int i = 1; i <= 12; i++) {
      assertThat(next(picture)).hasSize(255).endsWith("p-" + i + ".jpg");
    }
    String dots = "a." + "b".repeat(253);
    assertThat(next(dots)).isEqualTo(dots);
    assertThat(next(dots)).hasSize(255).startsWith("a.bbb").endsWith("b-1");
    String bells = "\ud83d\udd14".repeat(127);
    assertThat(next(bells)).isEqualTo(bells);
    assertThat(next(bells)).isEqualTo("\ud83d\udd14".repeat(126) + "-1");
  }
}
