# The file is standard input; the answer goes to standard output. The message with its name and type is on descriptor 3.
counts=$(LC_ALL=C awk '{ text = tolower($0) } text ~ /error/ { e++ } text ~ /warn/ { w++ }
    END { printf "{\"lines\":%d,\"errors\":%d,\"warnings\":%d}", NR, e, w }') || exit 1
echo "{\"type\":\"aggregate\",\"value\":$counts}"
