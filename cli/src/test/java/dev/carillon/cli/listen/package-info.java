/** What a person sees who listens, without a server. */
@NullMarked
package dev.carillon.cli.listen;

import org.jspecify.annotations.NullMarked;
