package dev.carillon.server.assets.preview.rendition;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.preview.process.FileProcesses;
import dev.carillon.server.assets.preview.process.RenderLimits;
import dev.carillon.server.assets.preview.rendering.PreviewKind;
import dev.carillon.server.assets.preview.rendering.RenditionSettings;
import dev.carillon.server.assets.preview.rendition.RenditionService.Made;
import dev.carillon.server.assets.preview.rendition.RenditionService.Wanted;
import dev.carillon.server.assets.preview.rendition.RenditionService.Who;
import dev.carillon.server.platform.files.StoredFile;
import dev.carillon.server.platform.http.Problem;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenditionServiceTest {

  private static final Who ANN = new Who("ann", InetAddress.getLoopbackAddress());
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private FileProcesses processes;
  private BlobStore blobs;

  @BeforeEach
  void open() {
    processes = new FileProcesses(folder.resolve("scratch"));
    blobs = new BlobStore(folder.resolve("files"));
  }

  @AfterEach
  void close() {
    processes.close();
  }

  private RenditionService service(Duration wait, long cacheBytesMax) {
    return new RenditionService(blobs, processes, wait, cacheBytesMax);
  }

  private String picture(int width, int height) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY), "png", out);
    return blobs.adopt(out.toByteArray()).sha256();
  }

  private static Wanted wanted(String blob, String name) {
    return new Wanted(
        blob, PreviewKind.PICTURE, "/a.png", RenditionSettings.parse(name), new byte[0]);
  }

  @Test
  void manyWhoWantTheSameWaitForOneRendering() throws Exception {
    String blob = picture(3000, 2000);
    RenditionService service = service(PATIENCE, 1 << 20);
    List<Future<Made>> all = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 40; i++) {
        all.add(callers.submit(() -> service.make(wanted(blob, "maxWidth_300.png"), ANN)));
      }
    }
    for (Future<Made> each : all) {
      assertThat(each.get(60, SECONDS).file())
          .isEqualTo(all.getFirst().get().file())
          .matches(StoredFile::exists);
    }
    assertThat(service.make(wanted(blob, "maxWidth_300.png"), ANN)).isEqualTo(all.getFirst().get());
    assertThat(service.rendered()).isEqualTo(1);
  }

  @Test
  void whoHasWaitedLongEnoughIsToldToAskAgainAndThenGetsIt() throws Exception {
    String blob = picture(4000, 3000);
    RenditionService hurried = service(Duration.ofMillis(1), 1 << 20);
    Wanted wanted = wanted(blob, "maxWidth_300.png");
    assertThatThrownBy(() -> hurried.make(wanted, ANN))
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.status()).isEqualTo(409);
              assertThat(problem.headers()).containsEntry("Retry-After", "5");
              assertThat(problem.message()).contains("/a.png").contains("being made");
            });
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        assertThat(hurried.make(wanted, ANN).file()).matches(StoredFile::exists);
        break;
      } catch (Problem notYet) {
        assertThat(notYet.status()).isEqualTo(409);
        assertThat(System.nanoTime()).isLessThan(end);
        Thread.sleep(20);
      }
    }
    assertThat(hurried.rendered()).as("it went on while nobody waited").isEqualTo(1);
  }

  @Test
  void whatCannotBeShownIsTriedOnce() throws Exception {
    String blob = blobs.adopt(new byte[] {1, 2, 3}).sha256();
    RenditionService service = service(PATIENCE, 1 << 20);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> service.make(wanted(blob, "maxWidth_300.png"), ANN))
          .isInstanceOfSatisfying(
              Problem.class,
              problem -> {
                assertThat(problem.status()).isEqualTo(409);
                assertThat(problem.headers()).isEmpty();
                assertThat(problem.message()).contains("it is not a picture of a known format");
              });
    }
    assertThat(service.rendered()).isEqualTo(1);
  }

  @Test
  void onlySoManyBytesAreKeptAndWhatWasUsedLongestAgoGoesFirst() throws IOException {
    RenditionCache cache = new RenditionCache(folder.resolve("cache"), 100, Duration.ZERO);
    for (String name : List.of("a", "b", "c")) {
      assertThat(cache.put(written(cache, 40), name, name)).isPresent();
      assertThat(cache.get("a")).isPresent();
    }
    assertThat(cache.get("b")).isEmpty();
    assertThat(cache.bytes()).isEqualTo(80);
    assertThat(cache.put(written(cache, 101), "huge", "ann")).isEmpty();
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      assertThat(files.map(file -> file.getFileName().toString()).toList())
          .doesNotContain("b", "huge")
          .hasSizeLessThanOrEqualTo(2);
    }
    var _ = new RenditionCache(folder.resolve("cache"), 100);
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      assertThat(files).as("a start begins with none").isEmpty();
    }
  }

  @Test
  void whoeverKeepsRenditionsInUseRefusesNobodyElseAndLosesNobodyElsesFirst() throws IOException {
    RenditionCache cache = new RenditionCache(folder.resolve("cache"), 100, Duration.ZERO);
    assertThat(cache.put(written(cache, 20), "of bob", "bob")).isPresent();
    for (int i = 0; i < 9; i++) {
      assertThat(cache.put(written(cache, 12), "of ann " + i, "ann")).isPresent();
      assertThat(cache.get("of ann " + i)).isPresent();
    }
    assertThat(cache.bytes()).as("a quarter is ann's").isEqualTo(20 + 24);
    assertThat(cache.get("of bob")).isPresent();

    RenditionCache young = new RenditionCache(folder.resolve("young"), 100);
    Path first = young.put(written(young, 60), "a", "ann").orElseThrow();
    try (InputStream reader = Files.newInputStream(first)) {
      assertThat(young.put(written(young, 60), "b", "bob")).as("whatever its age").isPresent();
      assertThat(first).doesNotExist();
      assertThat(reader.readAllBytes()).hasSize(60);
    }
    assertThat(young.put(written(young, 30), "b", "ann")).as("another one").isPresent();
    assertThat(young.bytes()).isEqualTo(30);
  }

  @Test
  void whatTakesTooLongIsRefusedForAWhileAndThenTriedAgain() throws Exception {
    String blob = picture(300, 200);
    Wanted wanted = wanted(blob, "maxWidth_30.png");
    RenditionService patient = hasty(Duration.ofMinutes(1));
    refusesForNow(patient, wanted);
    refusesForNow(patient, wanted);
    assertThat(patient.rendered()).isEqualTo(1);
    RenditionService forgetful = hasty(Duration.ZERO);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (forgetful.rendered() < 2) {
      refusesForNow(forgetful, wanted);
      assertThat(System.nanoTime()).isLessThan(end);
    }
  }

  /** One that has no time for any file. */
  private RenditionService hasty(Duration forNow) {
    RenderLimits none = new RenderLimits(Duration.ofMillis(1), 64, 1 << 20);
    return new RenditionService(
        blobs, processes, new RenditionService.Bounds(PATIENCE, 1 << 20, none, forNow));
  }

  private static void refusesForNow(RenditionService service, Wanted wanted) {
    assertThatThrownBy(() -> service.make(wanted, ANN))
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.status()).isEqualTo(409);
              assertThat(problem.headers()).containsKey("Retry-After");
              assertThat(problem.message()).contains("it takes longer than");
            });
  }

  @Test
  void whatTheFileWasRefusedForDoesNotCountForItsPreview() throws Exception {
    String blob = blobs.adopt(new byte[] {1, 2, 3}).sha256();
    RenditionService service = service(PATIENCE, 1 << 20);
    Wanted wanted = wanted(blob, "maxWidth_30_maxHeight_30.jpg");
    assertThatThrownBy(() -> service.make(wanted, ANN)).isInstanceOf(Problem.class);
    PreviewFiles previews = new PreviewFiles(blobs);
    try (PreviewFiles.Drafts drafts = previews.drafts()) {
      for (Path draft : List.of(drafts.preview(), drafts.thumbnail())) {
        ImageIO.write(
            new BufferedImage(90, 60, BufferedImage.TYPE_BYTE_GRAY), "jpg", draft.toFile());
      }
      previews.keep(drafts, blob, PreviewKind.PICTURE);
    }
    assertThat(service.make(wanted, ANN).file()).matches(StoredFile::exists);
  }

  private static Path written(RenditionCache cache, int length) throws IOException {
    return Files.write(cache.draft(), new byte[length]);
  }

  @Test
  void eachCallerWaitsForSoManyAtOnceAndAllForSoMany() {
    RenditionQuota shares = new RenditionQuota(3, 2, 3);
    RenditionQuota.Share first = shares.take(ANN);
    var _ = shares.take(ANN);
    assertThatThrownBy(() -> shares.take(ANN))
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.status()).isEqualTo(429);
              assertThat(problem.headers()).containsKey("Retry-After");
            });
    Who bob = new Who("bob", InetAddress.getLoopbackAddress());
    var _ = shares.take(bob);
    assertThatThrownBy(() -> shares.take(bob))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.status()).isEqualTo(503));
    first.close();
    assertThat(shares.take(ANN)).isNotNull();
  }

  @Test
  void guestsLeaveRoomToThoseWhoHaveAnAccount() {
    RenditionQuota shares = new RenditionQuota(3, 2, 1);
    RenditionQuota.Share first = shares.take(guest("ann 192.0.2.1"));
    assertThatThrownBy(() -> shares.take(guest("ann 192.0.2.2")))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.status()).isEqualTo(503));
    var _ = shares.take(ANN);
    first.close();
    assertThat(shares.take(guest("ann 192.0.2.2"))).isNotNull();
  }

  private static Who guest(String name) {
    return new Who(name, InetAddress.getLoopbackAddress(), true);
  }
}
