/** JSON by the mapper that the program has: Jackson 2 or Jackson 3. Depends on Jackson alone. */
@NullMarked
package dev.carillon.hooks.spring.json;

import org.jspecify.annotations.NullMarked;
