package dev.carillon.hooks.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carillon.hooks.validation.ValidationException;
import dev.carillon.hooks.validation.Violation;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TagsTest {

  private static final Event EVENT =
      Event.of(new EventType("order.placed"), "s", Instant.EPOCH, Snapshot.of("{}"));

  @Test
  void anEventMustHaveAllTagsThatAreAskedForWithTheirValues() {
    Tags tags = Tags.of("region", "eu").and("plan", "").and("note", "a=b, ä");
    assertThat(tags.containAll(Tags.NONE)).isTrue();
    assertThat(tags.containAll(Tags.of("region", "eu"))).isTrue();
    assertThat(tags.containAll(Tags.of("region", "eu").and("plan", ""))).isTrue();
    assertThat(tags.containAll(Tags.of("region", "us"))).isFalse();
    assertThat(tags.containAll(Tags.of("region", "eu").and("tier", "1"))).isFalse();
    assertThat(Tags.NONE.containAll(Tags.of("region", "eu"))).isFalse();
  }

  @Test
  void tagsComeBackFromTheirTexts() {
    Tags tags = Tags.of("region", "eu").and("plan", "").and("note", "a=b, ä");
    assertThat(tags.texts()).containsExactly("note=a=b, ä", "plan=", "region=eu");
    assertThat(Tags.ofTexts(tags.texts())).isEqualTo(tags);
    assertThat(Tags.ofTexts(Tags.NONE.texts()).none()).isTrue();
  }

  @Test
  void everyTagThatIsNotAllowedIsNamed() {
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> new Tags(Map.of("a b", "1", "", "2", "c", "x\ny", "d", "z".repeat(201))))
        .satisfies(
            wrong ->
                assertThat(wrong.violations())
                    .extracting(Violation::field)
                    .containsExactlyInAnyOrder("tags", "tags", "tags.c", "tags.d"));
  }

  @Test
  void thereAreAtMostTwenty() {
    Map<String, String> tags = new HashMap<>();
    for (int i = 0; i < 20; i++) {
      tags.put("k" + i, "");
    }
    assertThat(new Tags(tags).values()).hasSize(20);
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> new Tags(tags).and("one", "more"))
        .withMessageContaining("'tags' must be at most 20 tags, but is '21'");
  }

  @Test
  void anEventRefusesASubjectThatIsTooLongAndAnOwnerThatIsNoName() {
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> Event.of(EVENT.type(), "x".repeat(501), EVENT.time(), EVENT.snapshot()))
        .withMessageContaining("'subject' must be at most 500 characters");
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> EVENT.ownedBy("a\nb"))
        .withMessageContaining("'owner' must be");
    assertThatExceptionOfType(ValidationException.class).isThrownBy(() -> EVENT.ownedBy(" "));
    assertThat(EVENT.ownedBy("acme").tagged(Tags.of("a", "b")).within(EVENT.trace()))
        .isEqualTo(EVENT.tagged(Tags.of("a", "b")).ownedBy("acme"));
  }
}
