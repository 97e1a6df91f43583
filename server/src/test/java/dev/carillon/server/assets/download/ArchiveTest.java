package dev.carillon.server.assets.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.server.assets.download.Archive.Content;
import dev.carillon.server.assets.download.Archive.Item;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ArchiveTest {

  @Test
  void whatAFileHoldsIsLetGoThoughItCannotBeWritten() {
    AtomicInteger closed = new AtomicInteger();
    Content broken =
        new Content() {
          @Override
          public void writeTo(OutputStream out) throws IOException {
            throw new IOException("the reader is gone");
          }

          @Override
          public void close() {
            closed.incrementAndGet();
          }
        };
    List<Item> items = List.of(new Item("a.txt", 0, true, broken));
    assertThatThrownBy(() -> Archive.write(items.iterator(), OutputStream.nullOutputStream()))
        .hasMessage("the reader is gone");
    assertThat(closed).hasValue(1);
  }
}
