/** Tests of what the repository says about itself. */
@NullMarked
package dev.carillon.server.docs;

import org.jspecify.annotations.NullMarked;
