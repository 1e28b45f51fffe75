/**
 * COCO's keypoint files as values: annotations, results, and the folder they lie in. Reading
 * streams through the file and keeps what people and images are, packed; nothing else.
 */
package org.jpose.data.coco;
