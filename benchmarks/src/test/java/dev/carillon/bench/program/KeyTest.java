package dev.carillon.bench.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.event.Ids;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyTest {

  @Test
  void everyIdOfTheProductIsReadAndWrittenAsItIs() {
    Set<Key> keys = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      String id = Ids.random();
      assertThat(Key.parse(id)).hasToString(id);
      keys.add(Key.parse(id));
    }
    assertThat(keys).hasSize(1000);
  }

  @Test
  void whatIsNoIdIsRefused() {
    assertThatThrownBy(() -> Key.parse("short")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Key.parse("A000000000 A0000000000"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
