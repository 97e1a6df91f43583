package dev.carillon.server.assets.field;

import java.util.List;
import java.util.Set;

/**
 * Fields that people see together.
 *
 * @param name what people call it, such as {@code Creator and rights}
 * @param kinds the kinds of assets ({@code assetDomain}) that it is for, such as {@code image};
 *     empty = all
 * @param fields its fields, in the registry's order; never empty
 */
public record FieldGroup(String name, Set<String> kinds, List<Field> fields) {}
