package dev.carillon.server.assets.field;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LibraryFieldsTest {

  private final List<String> stored = new ArrayList<>();
  private final AtomicBoolean refusing = new AtomicBoolean();
  private final LibraryFields fields =
      new LibraryFields(
          CustomFields.of(List.of("price, decimal, one, yes, yes, Price"), "fields.csv"),
          refusing::get);

  private final UndeclaredNames names =
      new UndeclaredNames() {
        @Override
        public List<String> all() {
          return List.copyOf(stored);
        }

        @Override
        public int count() {
          return stored.size();
        }

        @Override
        public void add(Collection<String> more) {
          stored.addAll(more);
        }
      };

  @Test
  void aNameThatIsKeptIsATextFromThenOn() {
    fields.keepIn(names);
    assertThat(fields.find("colour")).isEmpty();
    assertThat(fields.orUndeclared("colour")).isPresent();
    assertThat(fields.orUndeclared("a b")).isEmpty();

    assertThat(fields.keep(List.of("colour", "price", "status", "cf_own", "colour"))).isTrue();

    assertThat(fields.find("colour").orElseThrow())
        .isEqualTo(
            new Field("colour", FieldType.TEXT, false, true, true, "colour", java.util.Map.of()));
    assertThat(stored).containsExactly("colour", "cf_own");
    assertThat(fields.undeclared(false)).isEqualTo(1);
    assertThat(fields.undeclared(true)).isEqualTo(1);
    assertThat(fields.all()).noneMatch(field -> field.name().equals("colour"));
    LibraryFields next = new LibraryFields(ShippedFields.load(), () -> false);
    next.keepIn(names);
    assertThat(next.find("colour")).isPresent();
  }

  @Test
  void whatAnotherNodeKeptIsKnownAfterALook() {
    fields.keepIn(names);
    stored.add("colour");
    assertThat(fields.find("colour")).isEmpty();
    fields.refresh();
    assertThat(fields.find("colour")).isPresent();
    assertThat(fields.undeclared(false)).isEqualTo(1);
  }

  @Test
  void whatIsDeclaredMeanwhileTakesNoPlace() {
    stored.addAll(List.of("price", "colour"));
    fields.keepIn(names);
    assertThat(fields.undeclared(false)).isEqualTo(1);
    assertThat(fields.find("price").orElseThrow().type()).isEqualTo(FieldType.DECIMAL);
  }

  @Test
  void theLogTellsEachNameOnceAndThatQueriesMeanAnother() {
    List<String> told = new ArrayList<>();
    Logger logger = Logger.getLogger(LibraryFields.class.getName());
    Handler handler = listening(told);
    logger.addHandler(handler);
    try {
      fields.keep(List.of("colour", "cf_own"));
      fields.keep(List.of("colour", "Status"));
    } finally {
      logger.removeHandler(handler);
    }
    assertThat(told)
        .satisfiesExactly(
            one -> assertThat(one).contains("colour").doesNotContain("queries"),
            two -> assertThat(two).contains("Status", "they mean 'status'"));
  }

  @Test
  void beyondTheLimitNoneIsKeptAndThoseThatAreKeptGoOn() {
    fields.keepIn(names);
    List<String> all =
        IntStream.range(0, LibraryFields.UNDECLARED_MAX).mapToObj(n -> "n" + n).toList();
    List<String> tooMany = new ArrayList<>(all);
    tooMany.add("more");

    assertThat(fields.keep(tooMany)).isFalse();
    assertThat(stored).isEmpty();
    assertThat(fields.keep(all)).isTrue();
    assertThat(fields.keep(List.of("n0", "more"))).isFalse();
    assertThat(fields.find("more")).isEmpty();
    assertThat(fields.keep(List.of("n0", "n999", "price"))).isTrue();
    assertThat(fields.keep(all.stream().map(name -> "cf_" + name).toList())).isTrue();
    assertThat(fields.keep(List.of("cf_more"))).isFalse();
    assertThat(fields.fresh(List.of("cf_more", "n0"))).isTrue();
    assertThat(fields.fresh(List.of("cf_n0", "n0", "price"))).isFalse();
  }

  @Test
  void namesAreRefusedWhileThePropertySaysSoButNotThoseOfOnesOwn() {
    fields.keep(List.of("colour"));
    refusing.set(true);
    assertThat(fields.refuses("colour")).isTrue();
    assertThat(fields.refuses("titel")).isTrue();
    assertThat(fields.refuses("cf_own")).isFalse();
    assertThat(fields.refuses("price")).isFalse();
    refusing.set(false);
    assertThat(fields.refuses("titel")).isFalse();
  }

  private static Handler listening(List<String> told) {
    return new Handler() {
      @Override
      public void publish(LogRecord record) {
        told.add(java.text.MessageFormat.format(record.getMessage(), record.getParameters()));
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }
}
