// Scores the series of the Numenta Anomaly Benchmark: nab-detector SERIES.csv … writes a score a line for each, and an empty
// line behind each series. A series is read line by line, and nothing of it but the points so far is known to the detector.

import AnomalyScoring
import Foundation

/// The seconds since 1970-01-01T00:00 of `2014-04-01 00:05:00`; `nil` where there is no such time.
func seconds(of text: Substring) -> Int? {
    let parts = text.split { "- :".contains($0) }.compactMap { Int($0) }
    guard parts.count == 6 else { return nil }
    var time = tm()
    time.tm_year = Int32(parts[0]) - 1900
    time.tm_mon = Int32(parts[1]) - 1
    time.tm_mday = Int32(parts[2])
    time.tm_hour = Int32(parts[3])
    time.tm_min = Int32(parts[4])
    time.tm_sec = Int32(parts[5])
    return timegm(&time)
}

for path in CommandLine.arguments.dropFirst() {
    guard let data = FileManager.default.contents(atPath: path) else {
        FileHandle.standardError.write(Data("nab-detector: \(path) cannot be read\n".utf8))
        exit(1)
    }
    var detector = RecordDetector()
    var output = ""
    for line in String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).dropFirst() {
        let fields = line.split(separator: ",")
        let point = SeriesPoint(time: fields.first.flatMap(seconds), value: fields.last.flatMap { Double($0) } ?? .nan)
        output += "\(detector.take(point).score.raw)\n"
    }
    print(output)
}
