package dev.carillon.server.assets.asset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PictureFactsTest {

  @Test
  void sizesFollowFromPixelsAndResolution() {
    Map<String, Object> values = picture(2000, 2000, 72);
    PictureFacts.refresh(values);
    assertThat(values)
        .containsEntry("dimension", "2000 x 2000 px")
        .containsEntry("dimensionIn", "27.78 x 27.78 inch")
        .containsEntry("dimensionMm", "706 x 706 mm")
        .containsEntry("dimensionPt", "2000 x 2000 pt")
        .containsEntry("resolution", "72 px/inch")
        .containsEntry("widthIn", 27.7778)
        .containsEntry("widthPt", 2000L)
        .containsEntry("aspectRatio", 1L)
        .containsEntry("imageOrientation", "Square");
  }

  @Test
  void whatFollowedFromTheFileBeforeDoesNotStay() {
    Map<String, Object> values = picture(300, 200, 300);
    PictureFacts.refresh(values);
    values.remove("resolutionX");
    values.put("height", 600L);
    PictureFacts.refresh(values);
    assertThat(values)
        .containsEntry("dimension", "300 x 600 px")
        .containsEntry("imageAspectRatio", 0.5)
        .containsEntry("imageOrientation", "Portrait")
        .doesNotContainKeys("widthIn", "dimensionMm", "resolution");
    values.remove("width");
    PictureFacts.refresh(values);
    assertThat(values).doesNotContainKeys("dimension", "aspectRatio", "imageOrientation");
  }

  @Test
  void pixelsInACentimetreAreNoInches() {
    Map<String, Object> values = picture(100, 50, 10);
    values.put("resolutionUnit", 3L);
    PictureFacts.refresh(values);
    assertThat(values)
        .containsEntry("widthMm", 100L)
        .containsEntry("heightMm", 50L)
        .containsEntry("resolution", "10 px/cm");
  }

  @Test
  void otherFilesKeepWhatTheySay() {
    Map<String, Object> values = new LinkedHashMap<>(Map.of("assetDomain", "pdf", "widthMm", 210L));
    PictureFacts.refresh(values);
    assertThat(values).containsEntry("widthMm", 210L);
    values.put("assetDomain", "video");
    values.putAll(Map.of("width", 1920L, "height", 1080L));
    PictureFacts.refresh(values);
    assertThat(values)
        .containsEntry("dimension", "1920 x 1080 px")
        .doesNotContainKeys("imageOrientation", "widthMm");
  }

  private static Map<String, Object> picture(long width, long height, long resolution) {
    return new LinkedHashMap<>(
        Map.of(
            "assetDomain", "image", "width", width, "height", height, "resolutionX", resolution));
  }
}
