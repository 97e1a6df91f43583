package dev.carillon.server.platform.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.lookup.LookupSession;

/** A machine that comes into another network asks the name servers there. */
class NameServersTest {

  @TempDir Path directory;
  private Path file;
  private List<InetSocketAddress> configured = servers("192.0.2.53");

  @BeforeEach
  void write() throws IOException {
    file = Files.createFile(directory.resolve("resolv.conf"));
  }

  private static List<InetSocketAddress> servers(String literal) {
    return List.of(new InetSocketAddress(InetAddress.ofLiteral(literal), 53));
  }

  private DnsResolver.NameServers lookedAtEvery(Duration time) {
    return new DnsResolver.NameServers(
        file,
        time,
        () -> configured,
        () -> LookupSession.builder().resolver(new SimpleResolver(configured.getFirst())).build());
  }

  private void touch(long second) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(second)));
  }

  @Test
  void otherServersAreAskedOnceTheirFileWasWritten() throws IOException {
    DnsResolver.NameServers servers = lookedAtEvery(Duration.ZERO);
    LookupSession before = servers.session();
    configured = servers("198.51.100.53");
    assertThat(servers.session()).as("the file is the same").isSameAs(before);
    touch(1);
    assertThat(servers.session()).isNotSameAs(before).isSameAs(servers.session());
  }

  @Test
  void whatIsKnownStaysWhereTheFileNamesTheSameServers() throws IOException {
    DnsResolver.NameServers servers = lookedAtEvery(Duration.ZERO);
    LookupSession before = servers.session();
    touch(2);
    assertThat(servers.session()).isSameAs(before);
  }

  @Test
  void afterASilenceTheyAreReadWithoutAFileToo() throws IOException {
    Files.delete(file);
    DnsResolver.NameServers servers = lookedAtEvery(Duration.ZERO);
    LookupSession before = servers.session();
    configured = servers("198.51.100.53");
    assertThat(servers.session()).isSameAs(before);
    servers.doubt();
    assertThat(servers.session()).isNotSameAs(before);
  }

  @Test
  void theFileIsNotLookedAtForEachName() throws IOException {
    DnsResolver.NameServers servers = lookedAtEvery(Duration.ofHours(1));
    LookupSession before = servers.session();
    configured = servers("198.51.100.53");
    touch(3);
    assertThat(servers.session()).isSameAs(before);
  }
}
