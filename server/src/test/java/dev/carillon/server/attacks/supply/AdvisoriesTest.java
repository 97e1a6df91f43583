package dev.carillon.server.attacks.supply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** S16: no library is used that something is known against, by the list that we keep. */
class AdvisoriesTest {

  private static final System.Logger LOG = System.getLogger(AdvisoriesTest.class.getName());
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path LIST = ROOT.resolve("ops/advisories.json");
  private static final int OLD_DAYS = 90;

  @Test
  void nothingIsKnownAgainstWhatIsUsed() throws IOException {
    Advisories list = Advisories.read(LIST);
    List<Component> used = used();
    assertThat(list.against(used)).isEmpty();

    // what ./ops/renew-advisories asks about
    List<String> lines =
        used.stream().map(each -> each.name() + " " + each.version()).distinct().sorted().toList();
    Files.write(Path.of("target/components.txt"), lines);
    long days = ChronoUnit.DAYS.between(list.asOf(), LocalDate.now(java.time.ZoneOffset.UTC));
    if (days > OLD_DAYS) {
      LOG.log(
          System.Logger.Level.WARNING,
          LIST + " is of " + list.asOf() + ", " + days + " days old: ./ops/renew-advisories");
    }
  }

  /** With those that come along: a list that is not read, or read of one place only, shows here. */
  @Test
  void everyLibraryIsFoundWithThoseThatComeAlong() throws IOException {
    assertThat(names(Components.ofClassPath()))
        .contains(
            "Maven:org.eclipse.angus:angus-mail",
            "Maven:org.eclipse.angus:angus-activation",
            "Maven:com.fasterxml.jackson.core:jackson-databind",
            "Maven:org.apache.pdfbox:fontbox")
        .hasSizeGreaterThan(80);
    assertThat(names(Components.ofPoms(ROOT)))
        .contains(
            "Maven:com.google.errorprone:error_prone_core",
            "Maven:org.cyclonedx:cyclonedx-maven-plugin",
            "Maven:org.openjdk.jmh:jmh-core",
            "Maven:org.eclipse.angus:angus-mail");
    assertThat(Components.ofPoms(ROOT)).extracting(Component::version).noneMatch(this::unresolved);
    assertThat(names(Components.ofLockFile(ROOT, "console")))
        .contains("npm:vite", "npm:nanoid", "npm:@redocly/openapi-core");
    assertThat(names(Components.ofLockFile(ROOT, "server/src/test/node"))).contains("npm:svix");
  }

  private boolean unresolved(String version) {
    return version.isBlank() || version.contains("$");
  }

  @Test
  void aLibraryWithAHoleIsNamedWithItsVersionTheHoleAndWhereItIsMended() throws IOException {
    Component mail = used("Maven:org.eclipse.angus:angus-mail");
    Component vite = used("npm:vite");
    String doctored =
        """
        {"asOf": "2026-01-01", "contains": {}, "advisories": [
          {"id": "GHSA-aaaa", "cve": "CVE-1", "package": "%s", "affected": [">=0 <%s.1"],
           "says": "it rings", "source": "https://a.example"},
          {"id": "GHSA-bbbb", "package": "%s", "affected": [">=1.0.0"],
           "says": "it hums", "source": "https://b.example"},
          {"id": "GHSA-cccc", "package": "npm:vite", "affected": [">=0 <1.0.0"],
           "says": "it is mended", "source": "https://c.example"}]}
        """
            .formatted(mail.name(), mail.version(), vite.name());
    assertThat(Advisories.read(doctored).against(used()))
        .contains(
            "%s %s has CVE-1 (GHSA-aaaa), fixed in %s.1: it rings. It is in the class path; see https://a.example"
                .formatted(mail.name(), mail.version(), mail.version()),
            "npm:vite %s has GHSA-bbbb, not fixed yet: it hums. It is in console/package-lock.json; see https://b.example"
                .formatted(vite.version()))
        .noneMatch(line -> line.contains("GHSA-cccc"));
  }

  /** The very release that this list was begun for; advisories name a part of it only. */
  @Test
  void aPackageThatHoldsAnotherOnesCodeGoesByItsHoles() throws IOException {
    Advisories list = Advisories.read(LIST);
    Component old = new Component("Maven:org.eclipse.angus:angus-mail", "2.0.3", "a test");
    assertThat(list.against(List.of(old)))
        .singleElement()
        .asString()
        .contains("angus-mail 2.0.3 has CVE-2025-7962 (GHSA-9342-92gg-6v29), fixed in 2.0.4");
    Component yaml = new Component("npm:js-yaml", "4.1.1", "a test");
    assertThat(list.against(List.of(yaml)))
        .hasSize(2)
        .allMatch(line -> line.contains("fixed in 4.3."));
  }

  @ParameterizedTest
  @CsvSource({
    "Maven, 2.0.3, >=0 <2.0.4, true",
    "Maven, 2.0.4, >=0 <2.0.4, false",
    "Maven, 2.0.10, >=0 <2.0.4, false",
    "Maven, 12.1.14, >=12.1.0 <12.1.12, false",
    "Maven, 12.1.9, >=12.1.0 <12.1.12, true",
    "Maven, 10.0.2-rc1, >=9.38-rc1 <10.0.2, true",
    "Maven, 9.38-beta1, >=9.38-rc1 <10.0.2, false",
    "Maven, 2.12.7.1, >=2.4.0-rc1 <2.12.7.1, false",
    "Maven, 2.12.7, >=2.4.0-rc1 <2.12.7.1, true",
    "Maven, 9.4.56.v20240826, >=9.4.0 <9.4.57.v20241219, true",
    "Maven, 1.9.17, >=1.9.0 <=1.9.17, true",
    "Maven, 1.9.18, >=1.9.0 <=1.9.17, false",
    "Maven, 2.0.0.Final, =2.0.0, true",
    "npm, 4.1.1, >=4.0.0 <4.3.1, true",
    "npm, 4.10.0, >=4.0.0 <4.3.1, false",
    "npm, 8.0.0-beta.2, >=7.0.0 <8.0.0, true",
    "npm, 8.0.0-beta.10, >=8.0.0-beta.2 <8.0.0, true",
    "npm, 8.0.0-beta.2, >=8.0.0-beta.10, false",
    "npm, 8.0.0, >=8.0.0-beta.10, true",
    "npm, 1.0.0-next, >=1.0.0-2, true",
    "npm, 4.4.2, =4.4.2, true",
    "npm, 4.4.3, =4.4.2, false",
  })
  void aRangeIsReadByTheRulesOfItsKind(String kind, String version, String range, boolean holds) {
    Comparator<String> order = kind.equals("npm") ? VersionRange.NPM : VersionRange.MAVEN;
    assertThat(new VersionRange(range).holds(version, order)).isEqualTo(holds);
  }

  @ParameterizedTest
  @CsvSource({"<2.0", "2.0", "'>=1 , <2'", "''", ">1.0"})
  void whatIsNoRangeIsRefusedAndNotPassedOver(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new VersionRange(text));
  }

  private static List<Component> used() throws IOException {
    List<Component> all = new ArrayList<>(Components.ofClassPath());
    all.addAll(Components.ofPoms(ROOT));
    all.addAll(Components.ofLockFile(ROOT, "console"));
    all.addAll(Components.ofLockFile(ROOT, "server/src/test/node"));
    return all;
  }

  private static Component used(String name) throws IOException {
    return used().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  private static List<String> names(List<Component> components) {
    return components.stream().map(Component::name).toList();
  }
}
