import CTextIndex

/// Which kinds of bytes a text has, found in one pass.
struct TextSurvey {
    private let survey: text_survey

    /// Looks at all of `bytes`.
    init(_ bytes: UnsafeRawBufferPointer) {
        survey = text_survey_of(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
    }

    /// Whether any byte is zero.
    var hasZero: Bool { survey.has_zero }
    /// Whether there are control characters that no text has: all below space but tab, line feed, vertical tab, form feed,
    /// carriage return and escape.
    var hasControls: Bool { survey.has_control }
    /// Whether any byte is beyond ASCII.
    var isBeyondASCII: Bool { survey.is_beyond_ascii }

    /// Whether a delimiter occurs.
    func has(_ delimiter: Delimiter) -> Bool {
        switch delimiter {
        case .comma: survey.has_comma
        case .tab: survey.has_tab
        case .semicolon: survey.has_semicolon
        case .pipe: survey.has_pipe
        }
    }
}
