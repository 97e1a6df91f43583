package dev.carillon.server.contract;

import static dev.carillon.server.contract.Evidence.CLIENTS;
import static dev.carillon.server.contract.Evidence.DOCUMENTS;
import static dev.carillon.server.contract.Evidence.OURS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.files.Samples;
import dev.carillon.server.testing.TestResponse;
import java.awt.image.BufferedImage;

/** The URLs of files, previews and thumbnails. */
@Title("Files, previews, thumbnails")
final class PreviewContract extends Part {

  private static final String SIZED = "`/preview/<id or assetPath>/previews/<key_value…>.<format>`";
  private static final String PREVIEW = "`/preview/<id or assetPath>`";
  private static final String FILE = "`/file/<id>/*/<anything>`";

  private BufferedImage picture(String path) {
    return picture(get(path));
  }

  private String previewed(String id, String options) {
    return "/preview/" + id + "/previews/" + options;
  }

  @Row(
      call = PREVIEW,
      holds =
          "returns the default size; the server makes it on request, and the response waits for it",
      evidence = DOCUMENTS)
  void theDefaultPreview() {
    String id = file("a.jpg", Samples.picture("jpg", 2000, 1000));
    BufferedImage image = picture("/preview/" + id);
    assertThat(image.getWidth()).isEqualTo(1600);
    assertThat(image.getHeight()).isEqualTo(800);
  }

  @Row(call = PREVIEW, holds = "accepts the asset's path instead of its id", evidence = DOCUMENTS)
  void aPreviewByPath() {
    file("a.jpg", Samples.picture("jpg", 90, 60));
    assertThat(picture("/preview" + here + "/a.jpg").getWidth()).isEqualTo(90);
    assertThat(picture("/preview" + here + "/a.jpg/previews/maxWidth_30.jpg").getWidth())
        .isEqualTo(30);
  }

  @Row(
      call = "`/file/…`, `/thumbnail/…`",
      holds = "accept the asset's path instead of its id",
      evidence = DOCUMENTS)
  void filesAndThumbnailsByPath() {
    asset("a.txt");
    assertThat(get("/file" + here + "/a.txt").is(200).text()).isEqualTo("words of a.txt");
    String id = file("a.jpg", Samples.picture("jpg", 90, 60));
    hitWith(id, "thumbnailState", "yes");
    assertThat(picture("/thumbnail" + here + "/a.jpg").getWidth()).isEqualTo(90);
  }

  @Row(
      call = SIZED,
      holds = "`maxWidth`, `maxHeight`, each alone or both: the preview fits inside",
      evidence = DOCUMENTS)
  void fitsInside() {
    String id = file("a.jpg", Samples.picture("jpg", 400, 200));
    assertThat(picture(previewed(id, "maxWidth_100.jpg")).getHeight()).isEqualTo(50);
    assertThat(picture(previewed(id, "maxHeight_50.jpg")).getWidth()).isEqualTo(100);
    BufferedImage both = picture(previewed(id, "maxWidth_100_maxHeight_20.jpg"));
    assertThat(both.getWidth()).isEqualTo(40);
    assertThat(both.getHeight()).isEqualTo(20);
  }

  @Row(call = SIZED, holds = "a preview is never larger than the original", evidence = DOCUMENTS)
  void neverEnlarges() {
    String id = file("a.jpg", Samples.picture("jpg", 40, 20));
    assertThat(picture(previewed(id, "maxWidth_1000_maxHeight_1000.jpg")).getWidth()).isEqualTo(40);
  }

  @Row(call = SIZED, holds = "`scale` is a percentage, 1 to 100", evidence = DOCUMENTS)
  void scale() {
    String id = file("a.jpg", Samples.picture("jpg", 400, 200));
    assertThat(picture(previewed(id, "scale_50.jpg")).getWidth()).isEqualTo(200);
    get(previewed(id, "scale_0.jpg")).is(400);
    get(previewed(id, "scale_101.jpg")).is(400);
  }

  @Row(call = SIZED, holds = "the format is `jpg`, `png` or `tiff`", evidence = DOCUMENTS)
  void formats() {
    String id = file("a.jpg", Samples.picture("jpg", 400, 200));
    TestResponse png = get(previewed(id, "maxWidth_100.png")).is(200);
    assertThat(png.header("Content-Type")).isEqualTo("image/png");
    assertThat(picture(png).getWidth()).isEqualTo(100);
    TestResponse tiff = get(previewed(id, "maxWidth_100.tiff")).is(200);
    assertThat(tiff.header("Content-Type")).isEqualTo("image/tiff");
    get(previewed(id, "maxWidth_100.exe")).is(400);
  }

  @Row(
      call = SIZED,
      holds =
          "`cropWidth`, `cropHeight`, `cropOffsetX`, `cropOffsetY` choose a part of the picture",
      evidence = DOCUMENTS)
  void crop() {
    String id = file("a.jpg", Samples.picture("jpg", 400, 200));
    String options = "cropWidth_100_cropHeight_80_cropOffsetX_250_cropOffsetY_10.jpg";
    BufferedImage image = picture(previewed(id, options));
    assertThat(image.getWidth()).isEqualTo(100);
    assertThat(image.getHeight()).isEqualTo(80);
    assertThat(image.getRGB(50, 40) & 0xff).as("the right half is blue").isGreaterThan(150);
  }

  @Row(
      call = SIZED,
      holds =
          "`ppi`, `quality`, `compression`, `background`, `embedMetadata`, `embedColorProfile`,"
              + " `watermarked` are accepted",
      evidence = DOCUMENTS)
  void furtherOptions() {
    String id = file("a.jpg", Samples.picture("jpg", 400, 200));
    for (String option :
        new String[] {
          "ppi_72",
          "quality_60",
          "compression_6",
          "background_ffffff",
          "embedMetadata_true",
          "embedColorProfile_true",
          "watermarked_false"
        }) {
      TestResponse reply = get(previewed(id, "maxWidth_50_" + option + ".jpg"));
      assertThat(reply.status()).as(option + ": " + reply.text()).isEqualTo(200);
      assertThat(picture(reply).getWidth()).as(option).isEqualTo(50);
    }
  }

  @Row(call = SIZED, holds = "`page` chooses the page of a document", evidence = DOCUMENTS)
  void page() {
    String id = file("a.pdf", Samples.pdf(2, "Glockenspiel"));
    picture(previewed(id, "maxWidth_100_page_0.jpg"));
    picture(previewed(id, "maxWidth_100_page_1.jpg"));
    int status = get(previewed(id, "maxWidth_100_page_9.jpg")).status();
    assertThat(status).as("a page that is not there").isBetween(400, 499);
  }

  @Row(
      call = "default preview",
      holds = "has `_page_0` for PDFs and presentations: `maxWidth_1600_maxHeight_1600_page_0.jpg`",
      evidence = DOCUMENTS)
  void theDefaultOfDocuments() {
    String id = file("a.pdf", Samples.pdf(1, "Glockenspiel"));
    assertThat(hitWith(id, "previewState", "yes").path("previewUrl").asText())
        .contains("/previews/maxWidth_1600_maxHeight_1600_page_0.jpg/");
    picture(previewed(id, "maxWidth_1600_maxHeight_1600_page_0.jpg"));
  }

  @Row(
      call = "default preview",
      holds =
          "is `maxWidth_480_maxHeight_360.mp4` for a video; there is no URL before the preview"
              + " exists",
      evidence = DOCUMENTS)
  void theDefaultOfVideos() {
    JsonNode hit = created("a.mp4", "no video".getBytes(UTF_8));
    assertThat(hit.at("/metadata/assetDomain").asText()).isEqualTo("video");
    String url = hit.path("previewUrl").asText();
    assertThat(url.isEmpty() || url.contains("maxWidth_480_maxHeight_360.mp4")).isTrue();
    TestResponse reply = get("/preview/" + hit.path("id").asText());
    assertThat(reply.status()).isIn(404, 409);
  }

  @Row(
      call = FILE,
      holds = "downloads the file; with `forceDownload=true` as an attachment",
      evidence = CLIENTS)
  void forceDownload() {
    String id = file("a.jpg", Samples.picture("jpg", 40, 20));
    TestResponse shown = get("/file/" + id + "/*/whatever").is(200);
    assertThat(shown.header("Content-Disposition")).doesNotContain("attachment");
    TestResponse forced = get("/file/" + id + "/*/a.jpg?forceDownload=true").is(200);
    assertThat(forced.header("Content-Disposition")).startsWith("attachment");
  }

  @Row(
      call = "`/preview/<id>/*/<name>.jpg`",
      holds = "returns the default preview",
      evidence = CLIENTS)
  void aPreviewByName() {
    String id = file("a.jpg", Samples.picture("jpg", 40, 20));
    hitWith(id, "previewState", "yes");
    assertThat(picture("/preview/" + id + "/*/anything.jpg").getWidth()).isEqualTo(40);
  }

  @Row(call = "preview URLs", holds = "accept POST too", evidence = CLIENTS)
  void aPreviewByPost() {
    String id = file("a.jpg", Samples.picture("jpg", 40, 20));
    String url = hitWith(id, "previewState", "yes").path("previewUrl").asText();
    assertThat(picture(post(url)).getWidth()).isEqualTo(40);
  }

  @Row(
      call = "preview URLs",
      holds =
          "return 409 if there is no preview, with `Retry-After` if the server will still make it",
      evidence = CLIENTS)
  void noPreviewYet() {
    TestResponse never =
        get("/preview/" + file("a.bin", new byte[] {0, 1, 2}) + "/*/a.jpg").is(409);
    assertThat(never.header("Retry-After").isEmpty())
        .as(never.text())
        .isNotEqualTo(never.text().contains("still to be made"));
  }

  @Row(call = "downloads", holds = "range requests return 206 with the range", evidence = CLIENTS)
  void ranges() {
    String url = "/file/" + asset("a.txt") + "/*/a.txt";
    TestResponse part = admin().with("Range", "bytes=9-13").get(url).is(206);
    assertThat(part.text()).isEqualTo("a.txt");
    assertThat(part.header("Content-Range")).isEqualTo("bytes 9-13/14");
  }

  @Row(call = "downloads", holds = "have an `ETag`; 304 if it has not changed", evidence = CLIENTS)
  void etags() {
    String id = asset("a.txt");
    hitWith(id, "previewState", "yes"); // until then it changes
    String url = "/file/" + id + "/*/a.txt";
    String tag = get(url).is(200).header("ETag");
    assertThat(tag).isNotEmpty();
    admin().with("If-None-Match", tag).get(url).is(304);
  }

  @Row(
      call = "downloads",
      holds = "have `nosniff`, and `attachment` for any file that a browser could run",
      evidence = OURS)
  void whatABrowserCouldRun() {
    for (String name : new String[] {"a.html", "a.svg", "a.xml", "a.js"}) {
      TestResponse reply = get("/file/" + asset(name) + "/*/" + name).is(200);
      assertThat(reply.header("X-Content-Type-Options")).as(name).isEqualTo("nosniff");
      assertThat(reply.header("Content-Disposition")).as(name).startsWith("attachment");
    }
  }
}
