/** What reading and writing media have in common: their exception, and files written whole. */
package org.jpose.media;
