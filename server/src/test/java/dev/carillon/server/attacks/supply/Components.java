package dev.carillon.server.attacks.supply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Finds every library that is used, with those that come along. */
final class Components {

  private static final Pattern JAR =
      Pattern.compile(
          "(?<group>.+)/(?<artifact>[^/]+)/(?<version>[^/]+)/\\k<artifact>-[^/]+\\.jar");
  private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]+)}");
  private static final Set<String> OURS = Set.of("dev.carillon", "${project.groupId}");

  /** A library that is there in Maven's repository, whose folder the others are in as well. */
  private static final String KNOWN = "/com/fasterxml/jackson/core/jackson-databind/";

  private Components() {}

  /**
   * What Maven resolved for the server and its tests, which is all of the product: the jars of this
   * process, whose paths say what they are.
   */
  static List<Component> ofClassPath() {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ""));
    List<String> entries = List.of(all.split(File.pathSeparator));
    String repository =
        entries.stream()
            .filter(entry -> entry.contains(KNOWN))
            .map(entry -> entry.substring(0, entry.indexOf(KNOWN) + 1))
            .findFirst()
            .orElseThrow();
    List<Component> found = new ArrayList<>();
    for (String entry : entries) {
      if (entry.startsWith(repository)) {
        Matcher jar = JAR.matcher(entry.substring(repository.length()));
        if (jar.matches()) {
          String group = jar.group("group").replace('/', '.');
          found.add(maven(group, jar.group("artifact"), jar.group("version"), "the class path"));
        }
      }
    }
    return found;
  }

  private static Component maven(String group, String artifact, String version, String where) {
    return new Component("Maven:" + group + ":" + artifact, version, where);
  }

  /** What the poms name: plugins, what they are given, and libraries of programs beside it. */
  static List<Component> ofPoms(Path root) throws IOException {
    List<Component> found = new ArrayList<>();
    Document parent = parsed(root.resolve("pom.xml"));
    try (Stream<Path> files = Files.walk(root, 3)) {
      for (Path pom : files.filter(file -> file.endsWith("pom.xml")).sorted().toList()) {
        if (!pom.toString().contains("/target/")) {
          String where = root.relativize(pom).toString();
          NodeList versions = parsed(pom).getElementsByTagName("version");
          for (int i = 0; i < versions.getLength(); i++) {
            Element of = (Element) versions.item(i).getParentNode();
            add(of, versions.item(i).getTextContent(), parent, where, found);
          }
        }
      }
    }
    return found;
  }

  private static void add(
      Element of, String version, Document parent, String where, List<Component> found) {
    String group = child(of, "groupId");
    String artifact = child(of, "artifactId");
    if (!group.isEmpty() && !artifact.isEmpty() && !OURS.contains(group)) {
      Matcher property = PROPERTY.matcher(version);
      String resolved = property.matches() ? property(parent, property.group(1)) : version;
      found.add(maven(group, artifact, resolved, where));
    }
  }

  private static String property(Document parent, String name) {
    return parent.getElementsByTagName(name).item(0).getTextContent();
  }

  private static String child(Element of, String name) {
    for (Node node = of.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node.getNodeName().equals(name)) {
        return node.getTextContent();
      }
    }
    return "";
  }

  private static Document parsed(Path pom) throws IOException {
    try {
      return DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(pom.toFile());
    } catch (ParserConfigurationException | SAXException broken) {
      throw new IOException(pom + " cannot be read", broken);
    }
  }

  /** What npm resolved for a project. */
  static List<Component> ofLockFile(Path root, String project) throws IOException {
    Path file = root.resolve(project).resolve("package-lock.json");
    List<Component> found = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry :
        new ObjectMapper().readTree(file.toFile()).required("packages").properties()) {
      String path = entry.getKey();
      if (!path.isEmpty()) {
        String name = path.substring(path.lastIndexOf("node_modules/") + "node_modules/".length());
        String version = entry.getValue().required("version").asText();
        found.add(new Component("npm:" + name, version, project + "/package-lock.json"));
      }
    }
    return found;
  }
}
