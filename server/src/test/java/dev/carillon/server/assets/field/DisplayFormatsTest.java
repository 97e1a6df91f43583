package dev.carillon.server.assets.field;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisplayFormatsTest {

  private final DisplayFormats formats = new DisplayFormats(() -> ZoneId.of("Europe/Amsterdam"));

  @Test
  void aDateIsShownInTheTimeZoneWithItsOffset() {
    assertThat(formats.dateTime(1332505018000L)).isEqualTo("2012-03-23 13:16:58 +0100");
    assertThat(formats.dateTime(1342505018000L)).isEqualTo("2012-07-17 08:03:38 +0200");
    assertThat(new DisplayFormats(() -> ZoneId.of("UTC")).dateTime(0))
        .isEqualTo("1970-01-01 00:00:00 +0000");
  }

  @Test
  void everyDateIsShownAsThePatternSays() {
    DateTimeFormatter pattern = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss xx", Locale.ROOT);
    Random random = new Random(7);
    for (String name : List.of("Europe/Amsterdam", "Asia/Kolkata", "America/St_Johns", "-00:30")) {
      ZoneId zone = ZoneId.of(name);
      DisplayFormats shown = new DisplayFormats(() -> zone);
      for (int i = 0; i < 2_000; i++) {
        // from the year -11,000 to 15,000, with offsets that have seconds before about 1900
        long time = random.nextLong(-400_000_000_000_000L, 400_000_000_000_000L);
        assertThat(shown.dateTime(time))
            .isEqualTo(pattern.format(Instant.ofEpochMilli(time).atZone(zone)));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0,0 bytes",
    "1,1 bytes",
    "1023,1023 bytes",
    "1024,1 kB",
    "1536,1.5 kB",
    "1048575,1 MB",
    "1258291,1.2 MB",
    "5368709120,5 GB",
    "9223372036854775807,8 EB"
  })
  void aSizeIsShownInTheUnitThatReadsBest(long bytes, String shown) {
    assertThat(formats.size(bytes)).isEqualTo(shown);
  }
}
