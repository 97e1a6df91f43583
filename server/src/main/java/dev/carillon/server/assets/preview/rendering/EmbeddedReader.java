package dev.carillon.server.assets.preview.rendering;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.StringValue;
import com.drew.metadata.avi.AviDirectory;
import com.drew.metadata.bmp.BmpHeaderDirectory;
import com.drew.metadata.eps.EpsDirectory;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifSubIFDDirectory;
import com.drew.metadata.exif.GpsDirectory;
import com.drew.metadata.gif.GifHeaderDirectory;
import com.drew.metadata.heif.HeifDirectory;
import com.drew.metadata.iptc.IptcDirectory;
import com.drew.metadata.jpeg.JpegDirectory;
import com.drew.metadata.mov.QuickTimeDirectory;
import com.drew.metadata.mov.media.QuickTimeVideoDirectory;
import com.drew.metadata.mp4.Mp4Directory;
import com.drew.metadata.mp4.media.Mp4VideoDirectory;
import com.drew.metadata.photoshop.PsdHeaderDirectory;
import com.drew.metadata.png.PngDirectory;
import com.drew.metadata.webp.WebpDirectory;
import com.drew.metadata.xmp.XmpDirectory;
import dev.carillon.server.assets.preview.embedded.XmpMapping;
import dev.carillon.server.assets.preview.embedded.XmpPacket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads what a picture says about itself: XMP before IPTC before EXIF. The values are texts; what
 * becomes of them is decided where the fields are known.
 */
record EmbeddedReader(Metadata metadata, FileDetails details) {

  private static final Charset WINDOWS = Charset.forName("windows-1252");

  /** Where each format keeps its width and its height. */
  private static final Map<Class<? extends Directory>, List<Integer>> SIZES = sizes();

  private static final Map<String, Integer> CAMERA =
      Map.of(
          "cameraManufacturer", ExifDirectoryBase.TAG_MAKE,
          "cameraModel", ExifDirectoryBase.TAG_MODEL,
          "software", ExifDirectoryBase.TAG_SOFTWARE,
          "lens", ExifDirectoryBase.TAG_LENS_MODEL,
          "exposureTime", ExifDirectoryBase.TAG_EXPOSURE_TIME,
          "orientation", ExifDirectoryBase.TAG_ORIENTATION,
          "resolutionUnit", ExifDirectoryBase.TAG_RESOLUTION_UNIT,
          "isoSpeed", ExifDirectoryBase.TAG_ISO_EQUIVALENT,
          "created", ExifDirectoryBase.TAG_DATETIME_ORIGINAL);

  private static final Map<String, Integer> FRACTIONS =
      Map.of(
          "fNumber", ExifDirectoryBase.TAG_FNUMBER,
          "focalLength", ExifDirectoryBase.TAG_FOCAL_LENGTH,
          "resolutionX", ExifDirectoryBase.TAG_X_RESOLUTION,
          "resolutionY", ExifDirectoryBase.TAG_Y_RESOLUTION);

  /** Adds what a picture, a film or a sound says. */
  static void read(Path file, FileDetails details) throws IOException {
    try {
      new EmbeddedReader(ImageMetadataReader.readMetadata(file.toFile()), details).readAll();
    } catch (ImageProcessingException unknown) {
      // it says nothing that can be read
    }
  }

  private void readAll() {
    SIZES.forEach(
        (type, tags) ->
            first(type, directory -> directory.containsTag(tags.getFirst()))
                .ifPresent(
                    directory -> {
                      put("width", directory.getString(tags.getFirst()));
                      put("height", directory.getString(tags.getLast()));
                    }));
    CAMERA.forEach((field, tag) -> exif(tag).ifPresent(found -> put(field, camera(found, tag))));
    FRACTIONS.forEach(
        (field, tag) ->
            exif(tag)
                .map(found -> found.getDoubleObject(tag))
                .ifPresent(number -> put(field, String.valueOf(number))));
    for (GpsDirectory gps : metadata.getDirectoriesOfType(GpsDirectory.class)) {
      if (gps.getGeoLocation() != null) {
        put("gpsLatitude", String.valueOf(gps.getGeoLocation().getLatitude()));
        put("gpsLongitude", String.valueOf(gps.getGeoLocation().getLongitude()));
      }
    }
    for (XmpMapping mapping : XmpMapping.ALL) {
      List<String> found = mapped(mapping);
      if (!found.isEmpty()) {
        details.set(mapping.field(), found);
      }
    }
    readMedia(metadata, details);
  }

  private List<String> mapped(XmpMapping mapping) {
    for (XmpDirectory xmp : metadata.getDirectoriesOfType(XmpDirectory.class)) {
      Optional<List<String>> found = new XmpPacket(xmp.getXMPMeta()).values(mapping);
      if (found.isPresent()) {
        return found.get();
      }
    }
    int iptc = mapping.iptc();
    if (iptc != 0) {
      Optional<IptcDirectory> found = first(IptcDirectory.class, d -> d.containsTag(iptc));
      if (found.isPresent()) {
        return iptc(found.get(), iptc);
      }
    }
    return mapping.exif() == 0
        ? List.of()
        : exif(mapping.exif())
            .map(found -> text(found, mapping.exif()))
            .filter(text -> !text.isBlank())
            .map(List::of)
            .orElse(List.of());
  }

  private static List<String> iptc(Directory directory, int tag) {
    StringValue[] many = directory.getStringValueArray(tag);
    if (many != null) {
      return Arrays.stream(many).map(EmbeddedReader::decoded).toList();
    }
    StringValue one = directory.getStringValue(tag);
    String text = one == null ? directory.getString(tag) : decoded(one);
    return text == null ? List.of() : List.of(text);
  }

  /** As it says; where it says nothing UTF-8 if it can be that, else what Windows writes. */
  private static String decoded(StringValue value) {
    Charset charset = value.getCharset();
    if (charset != null
        && !charset.equals(StandardCharsets.ISO_8859_1)
        && !charset.equals(StandardCharsets.US_ASCII)) {
      return value.toString(charset);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(value.getBytes()))
          .toString();
    } catch (CharacterCodingException notUtf8) {
      return new String(value.getBytes(), WINDOWS);
    }
  }

  /** EXIF is ASCII by its standard, and UTF-8 in fact. */
  private static String text(Directory directory, int tag) {
    StringValue value = directory.getStringValue(tag);
    String text =
        value == null
            ? directory.getString(tag)
            : new String(value.getBytes(), StandardCharsets.UTF_8);
    return text == null ? "" : text.replace("\0", "").strip();
  }

  private static String camera(Directory directory, int tag) {
    String text = text(directory, tag);
    return tag == ExifDirectoryBase.TAG_DATETIME_ORIGINAL
        ? text.replaceFirst("^(\\d{4}):(\\d\\d):(\\d\\d) (\\S+)$", "$1-$2-$3T$4")
        : text;
  }

  private Optional<ExifDirectoryBase> exif(int tag) {
    return first(ExifIFD0Directory.class, d -> d.containsTag(tag))
        .<ExifDirectoryBase>map(found -> found)
        .or(() -> first(ExifSubIFDDirectory.class, d -> d.containsTag(tag)));
  }

  private <D extends Directory> Optional<D> first(Class<D> type, Predicate<D> wanted) {
    for (D directory : metadata.getDirectoriesOfType(type)) {
      if (wanted.test(directory)) {
        return Optional.of(directory);
      }
    }
    return Optional.empty();
  }

  private void put(String field, @org.jspecify.annotations.Nullable String value) {
    details.add(field, value);
  }

  private static Map<Class<? extends Directory>, List<Integer>> sizes() {
    Map<Class<? extends Directory>, List<Integer>> sizes = new LinkedHashMap<>();
    sizes.put(
        JpegDirectory.class,
        List.of(JpegDirectory.TAG_IMAGE_WIDTH, JpegDirectory.TAG_IMAGE_HEIGHT));
    sizes.put(
        PngDirectory.class, List.of(PngDirectory.TAG_IMAGE_WIDTH, PngDirectory.TAG_IMAGE_HEIGHT));
    sizes.put(
        GifHeaderDirectory.class,
        List.of(GifHeaderDirectory.TAG_IMAGE_WIDTH, GifHeaderDirectory.TAG_IMAGE_HEIGHT));
    sizes.put(
        BmpHeaderDirectory.class,
        List.of(BmpHeaderDirectory.TAG_IMAGE_WIDTH, BmpHeaderDirectory.TAG_IMAGE_HEIGHT));
    sizes.put(
        WebpDirectory.class,
        List.of(WebpDirectory.TAG_IMAGE_WIDTH, WebpDirectory.TAG_IMAGE_HEIGHT));
    sizes.put(
        PsdHeaderDirectory.class,
        List.of(PsdHeaderDirectory.TAG_IMAGE_WIDTH, PsdHeaderDirectory.TAG_IMAGE_HEIGHT));
    sizes.put(
        HeifDirectory.class,
        List.of(HeifDirectory.TAG_IMAGE_WIDTH, HeifDirectory.TAG_IMAGE_HEIGHT));
    sizes.put(
        ExifIFD0Directory.class,
        List.of(ExifDirectoryBase.TAG_IMAGE_WIDTH, ExifDirectoryBase.TAG_IMAGE_HEIGHT));
    return sizes;
  }

  /** What films and PostScript files say about themselves: sizes, lengths, titles. */
  private static void readMedia(Metadata metadata, FileDetails details) {
    for (Mp4VideoDirectory video : metadata.getDirectoriesOfType(Mp4VideoDirectory.class)) {
      size(video, Mp4VideoDirectory.TAG_WIDTH, Mp4VideoDirectory.TAG_HEIGHT, details);
    }
    for (QuickTimeVideoDirectory video :
        metadata.getDirectoriesOfType(QuickTimeVideoDirectory.class)) {
      size(video, QuickTimeVideoDirectory.TAG_WIDTH, QuickTimeVideoDirectory.TAG_HEIGHT, details);
    }
    for (AviDirectory video : metadata.getDirectoriesOfType(AviDirectory.class)) {
      size(video, AviDirectory.TAG_WIDTH, AviDirectory.TAG_HEIGHT, details);
    }
    for (Mp4Directory film : metadata.getDirectoriesOfType(Mp4Directory.class)) {
      length(film, Mp4Directory.TAG_DURATION_SECONDS, details);
      details.add("title", film.getString(Mp4Directory.TAG_TITLE));
    }
    for (QuickTimeDirectory film : metadata.getDirectoriesOfType(QuickTimeDirectory.class)) {
      length(film, QuickTimeDirectory.TAG_DURATION_SECONDS, details);
    }
    for (EpsDirectory eps : metadata.getDirectoriesOfType(EpsDirectory.class)) {
      size(eps, EpsDirectory.TAG_IMAGE_WIDTH, EpsDirectory.TAG_IMAGE_HEIGHT, details);
      details.add("title", eps.getString(EpsDirectory.TAG_TITLE));
      details.add("software", eps.getString(EpsDirectory.TAG_CREATOR));
      details.add("author", eps.getString(EpsDirectory.TAG_AUTHOR));
      String words = eps.getString(EpsDirectory.TAG_KEYWORDS);
      if (words != null) {
        details.addAll("tags", List.of(words.split("[,;]")));
      }
    }
  }

  private static void size(Directory picture, int width, int height, FileDetails details) {
    Long wide = picture.getLongObject(width);
    Long high = picture.getLongObject(height);
    // tracks of sound have a size of nothing
    if (wide != null && high != null && wide > 0 && high > 0) {
      details.add("width", String.valueOf(wide));
      details.add("height", String.valueOf(high));
    }
  }

  private static void length(Directory film, int tag, FileDetails details) {
    Double seconds = film.getDoubleObject(tag);
    if (seconds != null && seconds > 0) {
      details.add("videoLength", String.valueOf(Math.max(1, Math.round(seconds))));
    }
  }
}
