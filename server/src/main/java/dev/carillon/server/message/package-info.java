/**
 * What things are called in people's languages: labels of fields, values and relations, and texts
 * that an administrator adds. Depends on the field registry.
 */
@NullMarked
package dev.carillon.server.message;

import org.jspecify.annotations.NullMarked;
