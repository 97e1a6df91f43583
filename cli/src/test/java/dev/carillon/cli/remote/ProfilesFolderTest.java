package dev.carillon.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where a person's log-ins are kept. */
class ProfilesFolderTest {

  @Test
  void theEnvironmentSaysWhereAsForEveryOtherProgram() {
    assertThat(Profiles.folder(Map.of("XDG_CONFIG_HOME", "/x", "HOME", "/h")))
        .isEqualTo(Path.of("/x/carillon"));
    assertThat(Profiles.folder(Map.of("HOME", "/h"))).isEqualTo(Path.of("/h/.config/carillon"));
    assertThat(Profiles.folder(Map.of("XDG_CONFIG_HOME", "", "HOME", "/h")))
        .isEqualTo(Path.of("/h/.config/carillon"));
    assertThat(Profiles.folder(Map.of("XDG_CONFIG_HOME", "here", "HOME", "/h")))
        .isEqualTo(Path.of("/h/.config/carillon"));
    assertThat(Profiles.folder(Map.of()))
        .isEqualTo(Path.of(System.getProperty("user.home"), ".config", "carillon"));
  }
}
