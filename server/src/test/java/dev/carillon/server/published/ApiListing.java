package dev.carillon.server.published;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.InnerClassInfo;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What programs outside a module can see of its classes: a line for each type, and below it one for
 * each member, indented. Type arguments and annotations are not shown, nor what all records and
 * enums have. Only the packages that the module exports count; all of them if it is none.
 */
final class ApiListing {

  private static final Set<AccessFlag> SHOWN =
      Set.of(
          AccessFlag.PUBLIC,
          AccessFlag.PROTECTED,
          AccessFlag.STATIC,
          AccessFlag.FINAL,
          AccessFlag.ABSTRACT);

  /** What every type has, or every enum. */
  private static final Set<String> NOTHING_NEW =
      Set.of("equals", "hashCode", "toString", "values", "valueOf");

  private final TreeMap<String, ClassModel> types = new TreeMap<>();
  private Optional<Set<String>> exported = Optional.empty();

  private ApiListing() {}

  /**
   * The lines of what is compiled.
   *
   * @param classes a folder of class files; there may be some of sources that are gone
   * @param sources the folder that they were compiled from
   */
  static List<String> of(Path classes, Path sources) throws IOException {
    ApiListing listing = new ApiListing();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
        String source =
            classes.relativize(file).toString().replaceFirst("(\\$.*)?\\.class$", ".java");
        if (Files.exists(sources.resolve(source))) {
          listing.read(ClassFile.of().parse(file));
        }
      }
    }
    return listing.lines();
  }

  private void read(ClassModel type) {
    if (type.isModuleInfo()) {
      exported =
          type.findAttribute(Attributes.module())
              .map(
                  module ->
                      module.exports().stream()
                          .filter(export -> export.exportsTo().isEmpty())
                          .map(export -> export.exportedPackage().name().stringValue())
                          .map(name -> name.replace('/', '.'))
                          .collect(Collectors.toSet()));
    } else {
      types.put(type.thisClass().asInternalName(), type);
    }
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (ClassModel type : types.values()) {
      ClassDesc described = type.thisClass().asSymbol();
      if (isVisible(type)
          && exported.map(names -> names.contains(described.packageName())).orElse(true)) {
        lines.add(headline(type));
        members(type).forEach(member -> lines.add("  " + member));
      }
    }
    return lines;
  }

  private boolean isVisible(ClassModel type) {
    if (type.thisClass().asInternalName().endsWith("/package-info")) {
      return false;
    }
    Optional<InnerClassInfo> nested = nesting(type);
    if (nested.isEmpty()) {
      return type.flags().has(AccessFlag.PUBLIC);
    }
    Optional<ClassModel> outer =
        nested.get().outerClass().map(entry -> types.get(entry.asInternalName()));
    return outer.isPresent() && isVisible(outer.get()) && isSeen(nested.get().flags());
  }

  /** How the class is nested in another. */
  private static Optional<InnerClassInfo> nesting(ClassModel type) {
    return type.findAttribute(Attributes.innerClasses()).stream()
        .flatMap(all -> all.classes().stream())
        .filter(info -> info.innerClass().equals(type.thisClass()))
        .findFirst();
  }

  private static boolean isSeen(Set<AccessFlag> flags) {
    boolean open = flags.contains(AccessFlag.PUBLIC) || flags.contains(AccessFlag.PROTECTED);
    return open && !flags.contains(AccessFlag.SYNTHETIC);
  }

  private static String headline(ClassModel type) {
    Set<AccessFlag> flags =
        nesting(type).map(InnerClassInfo::flags).orElseGet(() -> type.flags().flags());
    List<ClassDesc> parents = new ArrayList<>();
    type.superclass().map(ClassEntry::asSymbol).ifPresent(parents::add);
    type.interfaces().forEach(each -> parents.add(each.asSymbol()));
    String names =
        parents.stream()
            .map(ApiListing::name)
            .filter(name -> !Set.of("Object", "Record", "Enum").contains(name))
            .collect(Collectors.joining(", "));
    return shown(flags)
        + kind(type, flags)
        + " "
        + name(type.thisClass().asSymbol())
        + (names.isEmpty() ? "" : ": " + names);
  }

  private static String kind(ClassModel type, Set<AccessFlag> flags) {
    if (flags.contains(AccessFlag.ANNOTATION)) {
      return "annotation";
    }
    if (flags.contains(AccessFlag.INTERFACE)) {
      return "interface";
    }
    if (flags.contains(AccessFlag.ENUM)) {
      return "enum";
    }
    return type.findAttribute(Attributes.record()).isPresent() ? "record" : "class";
  }

  private static Set<String> members(ClassModel type) {
    TreeSet<String> members = new TreeSet<>();
    for (FieldModel field : type.fields()) {
      if (isSeen(field.flags().flags())) {
        String of = name(field.fieldTypeSymbol());
        members.add(shown(field.flags().flags()) + of + " " + field.fieldName().stringValue());
      }
    }
    for (MethodModel method : type.methods()) {
      if (isSeen(method.flags().flags())
          && !NOTHING_NEW.contains(method.methodName().stringValue())) {
        members.add(method(type, method));
      }
    }
    return members;
  }

  private static String method(ClassModel type, MethodModel method) {
    MethodTypeDesc form = method.methodTypeSymbol();
    String named = method.methodName().stringValue();
    String arguments =
        form.parameterList().stream().map(ApiListing::name).collect(Collectors.joining(", "));
    String thrown =
        method
            .findAttribute(Attributes.exceptions())
            .map(
                all ->
                    all.exceptions().stream()
                        .map(each -> name(each.asSymbol()))
                        .sorted()
                        .collect(Collectors.joining(", ", " throws ", "")))
            .orElse("");
    String start =
        named.equals("<init>")
            ? "new " + type.thisClass().asSymbol().displayName()
            : name(form.returnType()) + " " + named;
    return shown(method.flags().flags()) + start + "(" + arguments + ")" + thrown;
  }

  private static String shown(Set<AccessFlag> flags) {
    return Stream.of(AccessFlag.values())
        .filter(flag -> SHOWN.contains(flag) && flags.contains(flag))
        .map(flag -> flag.name().toLowerCase(java.util.Locale.ROOT) + " ")
        .collect(Collectors.joining());
  }

  private static String name(ClassDesc type) {
    if (type.isArray()) {
      return name(type.componentType()) + "[]";
    }
    return type.isPrimitive() || type.packageName().equals("java.lang")
        ? type.displayName()
        : type.packageName() + "." + type.displayName();
  }
}
