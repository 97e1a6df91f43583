package dev.carillon.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTypeNamesTest {

  private final EventTypeNames names =
      new EventTypeNames(
          List.of("asset_create", "asset_move", "folder_create", "webhook.failing"),
          Set.of("webhook.failing"));

  @ParameterizedTest
  @CsvSource({
    "asset_*, asset_create asset_move",
    "asset.*, asset_create asset_move",
    "asset.move, asset_move",
    "'folder_create, asset_move', folder_create asset_move",
    "*_create, asset_create folder_create",
    "webhook.*, webhook.failing",
    "'asset_create,asset_*', asset_create asset_move"
  })
  void namesAndStarsMeanTypes(String list, String meant) {
    assertThat(names.meant("--events", list)).containsExactly(meant.split(" "));
  }

  @Test
  void nothingMeansAll() {
    assertThat(names.meant("--events", " ,")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"asset_craete", "asset_*,nothing_*", "asset_(", "Asset_create"})
  void whatIsTheNameOfNoneIsToldAndNotWaitedFor(String list) {
    assertThatExceptionOfType(Failure.class)
        .isThrownBy(() -> names.meant("--events", list))
        .satisfies(refused -> assertThat(refused.code()).isEqualTo(ExitCode.USAGE))
        .withMessageContainingAll("--events is '" + list, "no event type", "carillon events types");
  }
}
