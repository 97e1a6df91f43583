package dev.carillon.server.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.http.ProxySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerConfigTest {

  @TempDir Path home;

  @Test
  void withoutAnythingTheDefaultsCount() {
    ServerConfig config = read(Map.of(), Map.of());

    assertThat(config.home()).isEqualTo(home);
    assertThat(config.listen()).isEqualTo(new ServerConfig.Listen("127.0.0.1", 8080));
    assertThat(config.store())
        .isEqualTo(new StoreConfig.Embedded(home.resolve("data").resolve("carillon.db")));
    assertThat(config.files()).isEqualTo(home.resolve("files"));
  }

  @Test
  void optionBeatsEnvironmentBeatsFileBeatsDefault() throws IOException {
    Map<String, String> environment = Map.of("CARILLON_PORT", "2");
    file("port=1\nfileStore=/blobs\n");

    assertThat(read(Map.of(), Map.of()).listen().port()).isEqualTo(1);
    assertThat(read(Map.of(), environment).listen().port()).isEqualTo(2);
    assertThat(read(Map.of("port", "3"), environment).listen().port()).isEqualTo(3);
    assertThat(read(Map.of("port", "3"), environment).files()).isEqualTo(Path.of("/blobs"));
    assertThat(read(Map.of(), Map.of("CARILLON_FILE_STORE", "near")).files())
        .isEqualTo(home.resolve("near"));
  }

  @Test
  void theHomeMayComeFromTheEnvironmentAndTheOptionBeatsIt() {
    Path other = home.resolve("other");
    Map<String, String> environment = Map.of("CARILLON_HOME", other.toString());

    assertThat(ServerConfig.read(Map.of(), environment).home()).isEqualTo(other);
    assertThat(ServerConfig.read(Map.of("home", home.toString()), environment).home())
        .isEqualTo(home);
  }

  @Test
  void aNewHomeIsItsOwnersAloneAndAnOldOneStaysAsItIs() throws IOException {
    Path made = home.resolve("srv").resolve("carillon");
    ServerConfig.read(Map.of("home", made.toString()), Map.of());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
        .isEqualTo("rwx------");
    Path old = Files.createDirectory(home.resolve("old"));
    Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwxr-x---"));
    ServerConfig.read(Map.of("home", old.toString()), Map.of());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(old)))
        .isEqualTo("rwxr-x---");
  }

  @Test
  void everythingThatIsWrongIsNamedAtOnceWithWhatIsAllowed() throws IOException {
    file("prot=99\nbind=not a host\nport\n");

    assertThatThrownBy(() -> read(Map.of("port", "70000"), Map.of("CARILLON_DATABASE", "mysql:x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "node.properties line 1: unknown key 'prot'; the nearest known key is 'port'")
        .hasMessageContaining("node.properties line 2: 'bind' is 'not a host', but must be an")
        .hasMessageContaining("node.properties line 3: 'port' is not key=value")
        .hasMessageContaining(
            "option --port: 'port' is '70000', but must be a whole number from 0 to 65535")
        .hasMessageContaining("CARILLON_DATABASE: 'database' is 'mysql:x', but must be");
  }

  @Test
  void theFileThatIsWrittenNamesEveryKeyAndReadsAsTheDefaults() throws IOException {
    ServerConfig first = read(Map.of(), Map.of());
    String shipped = Files.readString(home.resolve("config/node.properties"));

    for (Property<?> property : NodeKeys.ALL) {
      assertThat(shipped).contains("\n#" + property.key() + "=" + property.standard() + "\n");
    }
    assertThat(read(Map.of(), Map.of())).isEqualTo(first);
    file(shipped.replaceAll("(?m)^#(\\w+=)", "$1"));
    assertThat(read(Map.of(), Map.of())).isEqualTo(first);
  }

  @Test
  void aProxyIsAHostAndAPort() {
    assertThat(read(Map.of(), Map.of()).outbound()).isEqualTo(new ProxySettings.Direct());
    assertThat(outbound("proxy.test:3128")).isEqualTo(proxy("proxy.test", 3128));
    assertThat(outbound("[fd00::1]:80")).isEqualTo(proxy("fd00::1", 80));
    for (String bad : List.of("proxy", "proxy:0", ":80", "fd00::1", "me:hush@proxy:80", "a b:1")) {
      assertThatThrownBy(() -> outbound(bad)).hasMessageContaining("but must be a host and a port");
    }
  }

  private ProxySettings outbound(String proxy) {
    Map<String, String> environment =
        Map.of(
            "CARILLON_OUTBOUND_PROXY", proxy,
            "CARILLON_OUTBOUND_PROXY_USERNAME", "me",
            "CARILLON_OUTBOUND_PROXY_PASSWORD", "hush");
    ServerConfig config = read(Map.of(), environment);
    assertThat(config.toString()).contains("Proxy[").doesNotContain("hush");
    return config.outbound();
  }

  private static ProxySettings proxy(String host, int port) {
    return new ProxySettings.Proxy(host, port, "me", "hush");
  }

  @Test
  void passwordsAreNotPrinted() {
    Map<String, String> environment =
        Map.of(
            "CARILLON_DATABASE", "jdbc:postgresql://me:hush@db/x?password=hush",
            "CARILLON_DATABASE_PASSWORD", "hush");

    ServerConfig config = read(Map.of(), environment);

    assertThat(config.toString()).contains("db/x").doesNotContain("hush");
    assertThatThrownBy(
            () -> read(Map.of("database", "jdbc:mysql://me:hush@db/x?password=hush"), Map.of()))
        .hasMessageContaining("jdbc:mysql")
        .hasMessageNotContaining("hush");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "127.8.9.1, true",
    "::1, true",
    "localhost, true",
    "LOCALHOST, true",
    "0.0.0.0, false",
    "::, false",
    "192.0.2.1, false",
    "localhost.example.com, false"
  })
  void loopbackIsWhatOnlyThisMachineCanCall(String bind, boolean loopback) {
    assertThat(new ServerConfig.Listen(bind, 1).loopback()).isEqualTo(loopback);
  }

  private ServerConfig read(Map<String, String> options, Map<String, String> environment) {
    Map<String, String> all = new java.util.HashMap<>(options);
    all.put("home", home.toString());
    return ServerConfig.read(all, environment);
  }

  private void file(String text) throws IOException {
    Files.createDirectories(home.resolve("config"));
    Files.writeString(home.resolve("config/node.properties"), text);
  }

  @Test
  void manyNodesNeedADatabaseThatTheyCanShare() {
    String database = "jdbc:postgresql://host/db";
    assertThatThrownBy(() -> read(Map.of("nodes", "many"), Map.of()))
        .hasMessageContaining("nodes: 'many'")
        .hasMessageContaining("set 'database'");
    assertThat(read(Map.of("nodes", "many", "database", database), Map.of()).store())
        .isEqualTo(new StoreConfig.Postgres(database, "", "", true));
  }
}
