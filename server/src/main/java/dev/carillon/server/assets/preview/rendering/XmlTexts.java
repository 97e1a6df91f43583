package dev.carillon.server.assets.preview.rendering;

import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads the texts in XML, which may not declare a type: no entity is ever looked up. */
final class XmlTexts {

  /** Ends of these are ends of lines. */
  private static final Set<String> LINES = Set.of("p", "si", "br", "h", "tr", "text");

  private static final int ELEMENT_CHARS_MAX = 20_000;

  private XmlTexts() {}

  /** A reader that knows no document types. */
  static XMLStreamReader reader(InputStream in) throws IOException {
    try {
      XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
      factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
      factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
      return factory.createXMLStreamReader(in);
    } catch (XMLStreamException bad) {
      throw new IOException(bad);
    }
  }

  /** Tells each element that has a text and no elements in it. */
  static void each(InputStream in, Told told) throws IOException {
    try {
      XMLStreamReader xml = reader(in);
      StringBuilder text = new StringBuilder();
      while (xml.hasNext()) {
        switch (xml.next()) {
          case XMLStreamConstants.START_ELEMENT -> text.setLength(0);
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
            if (text.length() < ELEMENT_CHARS_MAX) {
              text.append(xml.getText());
            }
          }
          case XMLStreamConstants.END_ELEMENT -> {
            if (!text.toString().isBlank()) {
              told.element(xml.getLocalName(), text.toString().strip());
            }
            text.setLength(0);
          }
          default -> {
            // nothing that is shown
          }
        }
      }
    } catch (XMLStreamException bad) {
      throw new IOException(bad);
    }
  }

  /** Writes all texts, paragraph by paragraph. */
  static void write(InputStream in, Writer out) throws IOException {
    try {
      XMLStreamReader xml = reader(in);
      while (xml.hasNext()) {
        switch (xml.next()) {
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> out.write(xml.getText());
          case XMLStreamConstants.END_ELEMENT -> {
            if (LINES.contains(xml.getLocalName())) {
              out.write("\n");
            } else if (xml.getLocalName().equals("tab")) {
              out.write("\t");
            }
          }
          default -> {
            // nothing that is shown
          }
        }
      }
    } catch (XMLStreamException bad) {
      throw new IOException(bad);
    }
  }

  /** Gets elements. */
  @FunctionalInterface
  interface Told {
    /** One, by its name without a prefix. */
    void element(String name, String text);
  }
}
