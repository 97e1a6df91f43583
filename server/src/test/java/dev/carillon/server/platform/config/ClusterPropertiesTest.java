package dev.carillon.server.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.http.address.AllowedRange;
import dev.carillon.server.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterPropertiesTest {

  private static final Duration POLL = Duration.ofMillis(20);

  @TempDir Path home;
  private final BlockingQueue<ClusterSettings> heard = new LinkedBlockingQueue<>();
  private @Nullable ClusterProperties opened;

  @AfterEach
  void stopWatching() {
    if (opened != null) {
      opened.close();
    }
  }

  @Test
  void theFirstStartWritesAFileThatExplainsEveryKeyAndSaysTheDefaults() throws IOException {
    ClusterProperties properties = open();
    String shipped = Files.readString(path());

    for (Property<?> property : ClusterKeys.ALL) {
      assertThat(shipped).contains("\n#" + property.key() + "=" + property.standard() + "\n");
    }
    assertThat(properties.settings()).isEqualTo(ClusterSettings.DEFAULT);
    assertThat(properties.warnings()).isEmpty();
    assertThat(properties.settings().webhooks().policy()).isEqualTo(DeliveryPolicy.DEFAULT);
  }

  @Test
  void theShippedFileWithoutItsCommentSignsSaysTheSame() throws IOException {
    open().close();
    write(Files.readString(path()).replaceAll("(?m)^#(\\w+=)", "$1"));

    ClusterProperties properties = open();

    assertThat(properties.warnings()).isEmpty();
    assertThat(properties.settings()).isEqualTo(ClusterSettings.DEFAULT);
  }

  @Test
  void everyKeyReachesItsSetting() throws IOException {
    write(
        """
        serverUrl = https://assets.example.com/base/
        timeZone=Europe/Amsterdam
        returnStatusOkOnErrorForServicesApi=true
        webHooksRetryMaximumAttempts=3
        webHooksRetryDelays=500ms, 2s,1m,1h,1d
        webHooksRetriedClientErrors=408,425, 429
        webHooksTimeoutSeconds=7
        webHooksMaxConcurrentPerWebhook=9
        webHooksFailuresBeforeDisable=-1
        webHooksDisableOnGone=true
        webHooksRecoveryDelays=1s,1s,2h
        webHooksAllowedNetworks=10.1.0.0/16, fd00:1::/32,192.0.2.7,Hooks.example.com.=10.2.0.0/16
        webHooksRequireHttps=true
        webHooksRetentionDays=5
        """);

    ClusterProperties properties = open();
    ClusterSettings settings = properties.settings();
    DeliveryPolicy policy = settings.webhooks().policy();

    assertThat(properties.warnings()).isEmpty();
    assertThat(settings.baseUrl("http://localhost:1")).isEqualTo("https://assets.example.com/base");
    assertThat(settings.timeZone()).isEqualTo(ZoneId.of("Europe/Amsterdam"));
    assertThat(settings.statusOkOnError()).isTrue();
    assertThat(policy.schedule().retriesMax()).isEqualTo(3);
    assertThat(policy.schedule().jitter()).isEqualTo(0.2);
    assertThat(policy.schedule().delays())
        .containsExactly(
            Duration.ofMillis(500),
            Duration.ofSeconds(2),
            Duration.ofMinutes(1),
            Duration.ofHours(1),
            Duration.ofDays(1));
    assertThat(policy.retriedClientErrors()).isEqualTo(Set.of(408, 425, 429));
    assertThat(policy.timeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(policy.maxConcurrentPerWebhook()).isEqualTo(9);
    assertThat(policy.failuresBeforeDisable()).isEqualTo(-1);
    assertThat(policy.disableOnGone()).isTrue();
    assertThat(settings.webhooks().recoveryDelays())
        .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofHours(2));
    assertThat(settings.webhooks().allowedNetworks())
        .extracting(AllowedRange::toString)
        .containsExactly(
            "10.1.0.0/16", "fd00:1::/32", "192.0.2.7/32", "hooks.example.com=10.2.0.0/16");
    assertThat(settings.webhooks().requireHttps()).isTrue();
    assertThat(settings.webhooks().retention()).isEqualTo(Duration.ofDays(5));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "webHooksRetryMaximumAttempts | many | a whole number from 0 to 100",
        "webHooksRetryMaximumAttempts | 101 | a whole number from 0 to 100",
        "webHooksRetryMaximumAttempts | -1 | a whole number from 0 to 100",
        "webHooksRetryMaximumAttempts | '' | a whole number from 0 to 100",
        "webHooksRetryMaximumAttempts | 99999999999 | a whole number from 0 to 100",
        "webHooksRetryDelays | '' | durations",
        "webHooksRetryDelays | 1s,5 | durations",
        "webHooksRetryDelays | 1s,, 5s | durations",
        "webHooksRetryDelays | 5s,1s | none shorter than the previous one",
        "webHooksRetryDelays | 0s,1s | none shorter than the previous one",
        "webHooksRetryDelays | 1s,8d | none above 7d",
        "webHooksRetryDelays | 1s;5s | durations",
        "webHooksRetriedClientErrors | 500 | from 400 to 499",
        "webHooksRetriedClientErrors | 408, | from 400 to 499",
        "webHooksTimeoutSeconds | 0 | from 1 to 60",
        "webHooksTimeoutSeconds | 15s | from 1 to 60",
        "webHooksMaxConcurrentPerWebhook | 0 | from 1 to 1000",
        "webHooksFailuresBeforeDisable | 0 | -1 for never, or",
        "webHooksFailuresBeforeDisable | -2 | -1 for never, or",
        "webHooksDisableOnGone | yes | true or false",
        "webHooksRequireHttps | TRUE | true or false",
        "webHooksAllowedNetworks | 10.0.0 | networks",
        "webHooksAllowedNetworks | 10.0.0.1/8 | all bits after the prefix zero",
        "webHooksAllowedNetworks | 10.0.0.0/33 | networks",
        "webHooksAllowedNetworks | example.com/8 | networks",
        "webHooksAllowedNetworks | fd00::1/16 | networks",
        "webHooksAllowedNetworks | hooks.example.com | for all hosts or as",
        "webHooksAllowedNetworks | =10.0.0.0/8 | for all hosts or as",
        "webHooksAllowedNetworks | 10.0.0.1=10.0.0.0/8 | for all hosts or as",
        "webHooksAllowedNetworks | a b=10.0.0.0/8 | for all hosts or as",
        "webHooksRetentionDays | 0 | from 1 to 3650",
        "serverUrl | assets.example.com | an address such as",
        "serverUrl | ftp://assets.example.com | an address such as",
        "serverUrl | https://me@assets.example.com | an address such as",
        "serverUrl | https://assets.example.com/?a=b | an address such as",
        "timeZone | Amsterdam | a time zone such as",
        "returnStatusOkOnErrorForServicesApi | 1 | true or false",
      })
  void aBadValueIsNamedWithWhatIsAllowedAndTheDefaultStays(String key, String value, String allowed)
      throws IOException {
    write("# first\n" + key + "=" + value + "\n");

    ClusterProperties properties = open();

    assertThat(properties.settings()).isEqualTo(ClusterSettings.DEFAULT);
    assertThat(properties.warnings()).hasSize(1);
    assertThat(properties.warnings().getFirst().key()).isEqualTo(key);
    assertThat(properties.warnings().getFirst().toString())
        .startsWith("cluster-properties.txt line 2: '" + key + "' is '" + value + "', but must be")
        .contains(allowed)
        .endsWith("' stays in force");
  }

  @Test
  void severalProblemsAreAllReportedAndGoodLinesCount() throws IOException {
    write(
        """
        webHookRetryMaximumAttempt=4
        webHooksTimeoutSeconds=long
        this is no property
        webHooksRetentionDays=7
        webHooksRetentionDays=8
        """);

    ClusterProperties properties = open();

    assertThat(properties.warnings())
        .extracting(PropertyWarning::toString)
        .satisfiesExactly(
            unknown ->
                assertThat(unknown)
                    .contains("line 1: unknown key 'webHookRetryMaximumAttempt'")
                    .contains("nearest known key is 'webHooksRetryMaximumAttempts'"),
            bad ->
                assertThat(bad)
                    .contains("line 2")
                    .contains("'long'")
                    .contains("'15' stays in force"),
            odd -> assertThat(odd).contains("line 3: 'this…' is not key=value"),
            twice -> assertThat(twice).contains("line 5").contains("occurs in line 4 too"));
    assertThat(properties.settings().webhooks().retention()).isEqualTo(Duration.ofDays(8));
  }

  @Test
  void aChangeIsHeardWithoutARestart() throws Exception {
    open();
    write("webHooksTimeoutSeconds=3\n");

    assertThat(hear().webhooks().policy().timeout()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void aFileThatIsRenamedOverTheOldOneIsNoticed() throws Exception {
    open();
    Path other = Files.writeString(home.resolve("other"), "webHooksTimeoutSeconds=4\n");
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(path()));
    Files.move(other, path(), StandardCopyOption.ATOMIC_MOVE);

    assertThat(hear().webhooks().policy().timeout()).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void theLastGoodValueStaysWhileTheNewOneIsBad() throws Exception {
    ClusterProperties properties = open();
    write("webHooksTimeoutSeconds=3\nwebHooksRetentionDays=9\n");
    hear();
    write("webHooksTimeoutSeconds=oops\nwebHooksRetentionDays=10\n");

    ClusterSettings now = hear();

    assertThat(now.webhooks().policy().timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(now.webhooks().retention()).isEqualTo(Duration.ofDays(10));
    assertThat(properties.warnings().getFirst().instead()).isEqualTo("'3' stays in force");
  }

  @Test
  void aRemovedLineGivesTheDefaultBack() throws Exception {
    open();
    write("webHooksTimeoutSeconds=3\n");
    hear();
    write("# nothing\n");

    assertThat(hear()).isEqualTo(ClusterSettings.DEFAULT);
  }

  @Test
  void whatCannotBeReadChangesNothingAndIsForgivenOnceItCan() throws Exception {
    ClusterProperties properties = open();
    write("webHooksTimeoutSeconds=3\n");
    hear();
    Files.write(path(), new byte[] {'#', (byte) 0xff, '\n'});
    Await.until("a warning", () -> !properties.warnings().isEmpty());
    assertThat(properties.warnings().getFirst().toString()).contains("cannot be read as UTF-8");
    Files.delete(path());
    Await.until("it is named", () -> properties.warnings().toString().contains("NoSuchFile"));
    assertThat(properties.settings().webhooks().policy().timeout())
        .isEqualTo(Duration.ofSeconds(3));

    write("webHooksTimeoutSeconds=3\n");

    Await.until("no warning", () -> properties.warnings().isEmpty());
    assertThat(heard).isEmpty();
  }

  @Test
  void aListenerThatFailsDoesNotStopTheOthers() throws Exception {
    ClusterProperties properties = ClusterProperties.open(path(), POLL);
    opened = properties;
    properties.onChange(
        settings -> {
          throw new IllegalStateException("meant to fail");
        });
    properties.onChange(heard::add);

    properties.set("webHooksTimeoutSeconds", "3");
    properties.set("webHooksTimeoutSeconds", "4");

    assertThat(heard).hasSize(2);
  }

  @Test
  void settingCountsAtOnceAndKeepsCommentsAndOrder() throws IOException {
    write("# mine\nwebHooksTimeoutSeconds = 3\n\n#webHooksRetentionDays=30\n# end\nodd line\n");
    ClusterProperties properties = open();

    properties.set("webHooksTimeoutSeconds", " 5 ");
    properties.set("webHooksRetentionDays", "6");
    properties.set("timeZone", "Asia/Tokyo");

    assertThat(Files.readString(path()))
        .isEqualTo(
            """
            # mine
            webHooksTimeoutSeconds=5

            #webHooksRetentionDays=30
            webHooksRetentionDays=6
            # end
            odd line
            timeZone=Asia/Tokyo
            """);
    assertThat(properties.settings().webhooks().retention()).isEqualTo(Duration.ofDays(6));
    assertThat(properties.settings().timeZone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
    assertThat(heard).hasSize(3);
  }

  @Test
  void settingReplacesTheFileAsAWholeAndLeavesNothingBehind() throws IOException {
    write("webHooksTimeoutSeconds=3\n");
    Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-rw----"));
    Path opened = Files.createLink(home.resolve("as-opened-before"), path());
    ClusterProperties properties = open();

    properties.set("webHooksTimeoutSeconds", "5");

    assertThat(Files.readString(opened)).isEqualTo("webHooksTimeoutSeconds=3\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
        .isEqualTo("rw-rw----");
    try (var files = Files.list(path().getParent())) {
      assertThat(files).containsExactly(path());
    }
  }

  @Test
  void settingThroughASymbolicLinkKeepsTheLink() throws IOException {
    Path real = Files.writeString(home.resolve("real.txt"), "timeZone=UTC\n");
    Files.createDirectories(path().getParent());
    Files.createSymbolicLink(path(), real);

    open().set("timeZone", "Asia/Tokyo");

    assertThat(Files.isSymbolicLink(path())).isTrue();
    assertThat(Files.readString(real)).isEqualTo("timeZone=Asia/Tokyo\n");
  }

  @Test
  void settingSomethingBadIsRefusedAndTheFileStays() throws IOException {
    ClusterProperties properties = open();
    String before = Files.readString(path());

    assertThatThrownBy(() -> properties.set("timezon", "UTC"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nearest known key is 'timeZone'");
    assertThatThrownBy(() -> properties.set("webHooksTimeoutSeconds", "61"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'61', but must be a whole number from 1 to 60");
    assertThatThrownBy(() -> properties.set("webHooksRetriedClientErrors", "408,\n425"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one line");
    assertThat(Files.readString(path())).isEqualTo(before);
  }

  @Test
  void lineEndingsOfWindowsStay() {
    PropertyFile file = new PropertyFile("a=1\r\n#b=2\r\n");

    assertThat(file.with("a", "3").with("b", "4").text()).isEqualTo("a=3\r\n#b=2\r\nb=4\r\n");
  }

  private ClusterProperties open() {
    ClusterProperties properties = ClusterProperties.open(path(), POLL);
    properties.onChange(heard::add);
    opened = properties;
    return properties;
  }

  private ClusterSettings hear() throws InterruptedException {
    ClusterSettings settings = heard.poll(60, TimeUnit.SECONDS);
    assertThat(settings).as("settings heard within a minute").isNotNull();
    return java.util.Objects.requireNonNull(settings);
  }

  private Path path() {
    return home.resolve("config").resolve("cluster-properties.txt");
  }

  private void write(String text) throws IOException {
    Files.createDirectories(path().getParent());
    Files.writeString(path(), text);
  }
}
