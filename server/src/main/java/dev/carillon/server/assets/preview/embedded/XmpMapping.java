package dev.carillon.server.assets.preview.embedded;

import static com.adobe.internal.xmp.XMPConst.NS_DC;
import static com.adobe.internal.xmp.XMPConst.NS_IPTCCORE;
import static com.adobe.internal.xmp.XMPConst.NS_IPTCEXT;
import static com.adobe.internal.xmp.XMPConst.NS_PHOTOSHOP;
import static com.adobe.internal.xmp.XMPConst.NS_XMP;
import static com.adobe.internal.xmp.XMPConst.NS_XMP_RIGHTS;

import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.iptc.IptcDirectory;
import java.util.List;

/**
 * Where a field is kept in a file: an XMP property, which is read and written, and the older places
 * where it is looked for if that property is not there.
 *
 * @param field the field's name
 * @param namespace the XMP property's namespace
 * @param property the XMP property's name
 * @param form how the XMP property holds its value
 * @param iptc the IPTC tag; 0 = none
 * @param exif the EXIF tag; 0 = none
 */
public record XmpMapping(
    String field, String namespace, String property, Form form, int iptc, int exif) {

  /** Properties that no standard has. */
  public static final String OWN = "https://carillon.dev/ns/1.0/";

  /** All that are written as well as read. */
  public static final List<XmpMapping> ALL =
      List.of(
          of("title", NS_DC, "title", Form.LANGUAGES, IptcDirectory.TAG_OBJECT_NAME),
          of("headline", NS_PHOTOSHOP, "Headline", Form.ONE, IptcDirectory.TAG_HEADLINE),
          new XmpMapping(
              "description",
              NS_DC,
              "description",
              Form.LANGUAGES,
              IptcDirectory.TAG_CAPTION,
              ExifDirectoryBase.TAG_IMAGE_DESCRIPTION),
          of("caption", OWN, "Caption", Form.ONE, IptcDirectory.TAG_CAPTION),
          of(
              "captionWriter",
              NS_PHOTOSHOP,
              "CaptionWriter",
              Form.ONE,
              IptcDirectory.TAG_CAPTION_WRITER),
          of("tags", NS_DC, "subject", Form.SET, IptcDirectory.TAG_KEYWORDS),
          new XmpMapping(
              "creatorName",
              NS_DC,
              "creator",
              Form.LIST,
              IptcDirectory.TAG_BY_LINE,
              ExifDirectoryBase.TAG_ARTIST),
          of(
              "creatorTitle",
              NS_PHOTOSHOP,
              "AuthorsPosition",
              Form.ONE,
              IptcDirectory.TAG_BY_LINE_TITLE),
          new XmpMapping(
              "copyright",
              NS_DC,
              "rights",
              Form.LANGUAGES,
              IptcDirectory.TAG_COPYRIGHT_NOTICE,
              ExifDirectoryBase.TAG_COPYRIGHT),
          of("licensorWebsite", NS_XMP_RIGHTS, "WebStatement", Form.ONE, 0),
          of("rightsUsageTerms", NS_XMP_RIGHTS, "UsageTerms", Form.LANGUAGES, 0),
          of("credit", NS_PHOTOSHOP, "Credit", Form.ONE, IptcDirectory.TAG_CREDIT),
          of("source", NS_PHOTOSHOP, "Source", Form.ONE, IptcDirectory.TAG_SOURCE),
          of(
              "instructions",
              NS_PHOTOSHOP,
              "Instructions",
              Form.ONE,
              IptcDirectory.TAG_SPECIAL_INSTRUCTIONS),
          of(
              "transmissionReference",
              NS_PHOTOSHOP,
              "TransmissionReference",
              Form.ONE,
              IptcDirectory.TAG_ORIGINAL_TRANSMISSION_REFERENCE),
          of("category", NS_PHOTOSHOP, "Category", Form.ONE, IptcDirectory.TAG_CATEGORY),
          of(
              "supplementalCategories",
              NS_PHOTOSHOP,
              "SupplementalCategories",
              Form.SET,
              IptcDirectory.TAG_SUPPLEMENTAL_CATEGORIES),
          of("urgency", NS_PHOTOSHOP, "Urgency", Form.ONE, IptcDirectory.TAG_URGENCY),
          of("shownCity", NS_PHOTOSHOP, "City", Form.ONE, IptcDirectory.TAG_CITY),
          of(
              "shownStateProvince",
              NS_PHOTOSHOP,
              "State",
              Form.ONE,
              IptcDirectory.TAG_PROVINCE_OR_STATE),
          of(
              "shownCountryName",
              NS_PHOTOSHOP,
              "Country",
              Form.ONE,
              IptcDirectory.TAG_COUNTRY_OR_PRIMARY_LOCATION_NAME),
          of(
              "shownCountryCode",
              NS_IPTCCORE,
              "CountryCode",
              Form.ONE,
              IptcDirectory.TAG_COUNTRY_OR_PRIMARY_LOCATION_CODE),
          of("shownSublocation", NS_IPTCCORE, "Location", Form.ONE, IptcDirectory.TAG_SUB_LOCATION),
          of("intellectualGenre", NS_IPTCCORE, "IntellectualGenre", Form.ONE, 0),
          of("sceneCode", NS_IPTCCORE, "Scene", Form.SET, 0),
          of("subjectCode", NS_IPTCCORE, "SubjectCode", Form.SET, 0),
          of("subjectPerson", NS_IPTCEXT, "PersonInImage", Form.SET, 0),
          of("subjectEvent", NS_IPTCEXT, "Event", Form.LANGUAGES, 0),
          of("rating", NS_XMP, "Rating", Form.ONE, 0),
          of("labelColor", NS_XMP, "Label", Form.ONE, 0));

  private static XmpMapping of(
      String field, String namespace, String property, Form form, int iptc) {
    return new XmpMapping(field, namespace, property, form, iptc, 0);
  }

  /** How an XMP property holds its value. */
  public enum Form {
    /** A single value. */
    ONE,
    /** A text in several languages, of which the default counts. */
    LANGUAGES,
    /** Values in no order. */
    SET,
    /** Values in order. */
    LIST
  }
}
