package dev.carillon.server.assets.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EntryNamesTest {

  private final EntryNames names = new EntryNames();

  @Test
  void eachNameIsThereOnceWhateverTheCase() {
    assertThat(names.free("a.jpg")).isEqualTo("a.jpg");
    assertThat(names.free("a-1.jpg")).isEqualTo("a-1.jpg");
    assertThat(names.free("A.JPG")).isEqualTo("A-2.JPG");
    assertThat(names.free("a.jpg")).isEqualTo("a-3.jpg");
    assertThat(names.free("x.y/a")).isEqualTo("x.y/a");
    assertThat(names.free("x.y/a")).isEqualTo("x.y/a-1");
    assertThat(names.free(".profile")).isEqualTo(".profile");
    assertThat(names.free(".profile")).isEqualTo(".profile-1");
  }

  @Test
  @Timeout(20)
  void asManyAsAnArchiveTakesMayHaveOneName() {
    Set<String> all = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      all.add(names.free("picture.jpg"));
    }
    assertThat(all).hasSize(100_000).contains("picture-99999.jpg");
  }
}
